// The pages in headless Chromium: they load from a file, need no network, work by keyboard, have
// landmarks, and change for dark rooms and for paper.
//
// A probe is appended to the page; it works the page as a person would and writes what it saw into
// the document, which Chromium then prints.

import Foundation
import TestSupport
import Testing

@Suite("Report pages", .serialized, .tags(.needsBrowser), .leftOutByCheck) struct ReportPageTests {
  private func page(_ folder: URL, _ probe: String) async throws -> String {
    let path = folder.appending(path: "page.html").path(percentEncoded: false)
    let corpus = Repository.path("Tests/KMSANReportTests/Corpus")
    let made = try await runCommand(
      Products.path("kmsan"), ["report", "-q", corpus, "--format", "html", "-o", path])
    try #require(made.status == 2, "\(made.error)")
    let text = try String(contentsOfFile: path, encoding: .utf8)
    // The policy allows no script but the page's own: for the probe, it goes.
    let open = text.replacing(/<meta http-equiv="Content-Security-Policy"[^>]*>/, with: "")
      .replacing("</body>", with: "<script>\(probe)</script>\n</body>")
    try folder.write(open, to: "probed.html")
    return folder.appending(path: "probed.html").path(percentEncoded: false)
  }

  /// What Chromium makes of a page. It is ended when it hangs: a busy machine takes a minute.
  private func chromium(_ arguments: [String], _ folder: URL) async throws -> CommandResult {
    let profile = folder.appending(path: "profile").path(percentEncoded: false)
    return try await runCommand(
      "timeout",
      [
        "600", "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
        "--user-data-dir=\(profile)",
      ] + arguments)
  }

  /// Runs a probe, whose last value must be an object of strings, numbers and truth values.
  private func probe(_ script: String) async throws -> [String: String] {
    try await withTemporaryFolder { folder in
      let wrapped = """
        addEventListener("load", async () => {
          const settle = () => new Promise((done) => setTimeout(done, 60));
          const press = (key) => document.activeElement.dispatchEvent(
            new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
          let seen;
          try { seen = await (async () => { \(script) })(); } catch (e) { seen = { error: `${e}` }; }
          const lines = Object.entries(seen).map(([name, value]) => `${name}=${value};`);
          document.body.dataset.probe = lines.join("");
        });
        """
      let path = try await page(folder, wrapped)
      let result = try await chromium(
        ["--virtual-time-budget=5000", "--dump-dom", "file://\(path)"], folder)
      let match = try #require(result.output.firstMatch(of: /data-probe="([^"]*)"/))
      return Dictionary(
        uniqueKeysWithValues: match.1.split(separator: ";").compactMap { pair in
          let parts = pair.split(separator: "=", maxSplits: 1)
          return parts.isEmpty ? nil : (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
        })
    }
  }

  @Test("keys go through the reports, search, and show all")
  func keyboard() async throws {
    let seen = try await probe(
      """
      const shown = () => [...document.querySelectorAll("main > article")].filter((a) => !a.hidden);
      const first = shown();
      press("j"); await settle();
      const second = shown();
      press("k"); await settle();
      const again = shown();
      press("/");
      const isSearching = document.activeElement.id === "search";
      document.activeElement.value = "disk_flush";
      document.activeElement.dispatchEvent(new Event("input", { bubbles: true }));
      const found = [...document.querySelectorAll("#list > li")].filter((i) => !i.hidden).length;
      press("Escape");
      press("a"); await settle();
      return {
        one: first.length, moved: second[0].id !== first[0].id, back: again[0].id === first[0].id,
        hash: location.hash.length, focus: second.length, isSearching, found,
        status: document.querySelector("#shown").textContent, all: shown().length,
        articles: document.querySelectorAll("main > article").length,
      };
      """)
    #expect(seen["error"] == nil)
    #expect(seen["one"] == "1" && seen["moved"] == "true" && seen["back"] == "true")
    #expect(seen["hash"] == "17" && seen["isSearching"] == "true" && seen["found"] == "1")
    #expect(seen["status"]?.hasPrefix("1 of ") == true)
    #expect(seen["all"] == seen["articles"])
  }

  @Test("a screen reader finds landmarks, names and headings in order")
  func landmarks() async throws {
    let seen = try await probe(
      """
      const count = (selector) => document.querySelectorAll(selector).length;
      const levels = [...document.querySelectorAll("h1, h2, h3")].map((h) => Number(h.tagName[1]));
      const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
      return {
        main: count("body > main"), nav: count("body > nav[aria-label]"),
        banner: count("body > header"), footer: count("body > footer"), h1: count("h1"),
        language: document.documentElement.lang, search: count("[role=search]"),
        unnamed: [...document.querySelectorAll("input, select")].filter((i) => !i.labels.length).length,
        articles: count("article:not([aria-labelledby])"), live: count("[aria-live]"),
        jumps: levels.filter((l, i) => i > 0 && l > levels[i - 1] + 1).length,
        doubled: ids.length - new Set(ids).size, skip: count("body > a.skip:first-child"),
        tables: count("table:not(:has(th[scope]))"),
      };
      """)
    #expect(seen["error"] == nil)
    for name in ["main", "nav", "banner", "footer", "h1", "search", "live", "skip"] {
      #expect(seen[name] == "1", "\(name)")
    }
    #expect(seen["language"] == "en")
    for name in ["unnamed", "articles", "jumps", "doubled", "tables"] {
      #expect(seen[name] == "0", "\(name)")
    }
  }

  @Test("nothing comes from elsewhere, and the policy forbids it")
  func network() async throws {
    let seen = try await probe(
      """
      const links = [...document.querySelectorAll("[src], link, a[href]")]
        .filter((e) => !(e.getAttribute("href") || "").startsWith("#"));
      return { links: links.length, fetched: performance.getEntriesByType("resource").length };
      """)
    #expect(seen["links"] == "0" && seen["fetched"] == "0")
    let output = try await runCommand(
      Products.path("kmsan"), ["report", "--format", "html"], input: "")
    let policy =
      /http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-/
    #expect(output.output.contains(policy))
  }

  @Test("the policy lets the page's own script and style run")
  func policy() async throws {
    try await withTemporaryFolder { folder in
      _ = try await page(folder, "")
      let path = folder.appending(path: "page.html").path(percentEncoded: false)
      let result = try await chromium(
        ["--virtual-time-budget=2000", "--dump-dom", "file://\(path)"], folder)
      // The script shows the filters and marks the current report.
      #expect(result.output.contains("aria-current=\"true\""))
      #expect(!result.error.contains("Content Security Policy"))
    }
  }

  @Test("dark rooms and paper have styles of their own")
  func styles() async throws {
    let seen = try await probe(
      """
      const rules = [...document.styleSheets[0].cssRules].filter((r) => r.media);
      const contrast = (fore, back) => {
        const light = (text) => {
          const parts = text.match(/\\w\\w/g).map((p) => parseInt(p, 16) / 255)
            .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
          return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
        };
        const long = (text) => text.trim().length === 4 ? text.trim().replace(/\\w/g, "$&$&") : text;
        const [a, b] = [light(long(fore)), light(long(back))].sort((x, y) => y - x);
        return (a + 0.05) / (b + 0.05);
      };
      const roots = [
        [...document.styleSheets[0].cssRules].find((r) => r.selectorText === ":root"),
        rules.find((r) => r.conditionText.includes("dark")).cssRules[0],
      ];
      const names = ["--text", "--faint", "--link", "--alarm", "--good"];
      const worst = Math.min(...roots.flatMap((root) => names.map((name) => contrast(
        root.style.getPropertyValue(name), root.style.getPropertyValue("--back")))));
      return {
        media: rules.map((r) => r.conditionText || r.media.mediaText).join(" "), worst,
      };
      """)
    #expect(seen["error"] == nil)
    #expect(seen["media"]?.contains("dark") == true && seen["media"]?.contains("print") == true)
    // WCAG 2.2, 1.4.3: 4.5 for text.
    #expect(Double(seen["worst"] ?? "0") ?? 0 >= 4.5)
  }

  @Test("a page prints all reports on paper")
  func paper() async throws {
    try await withTemporaryFolder { folder in
      _ = try await page(folder, "")
      let path = folder.appending(path: "page.html").path(percentEncoded: false)
      let paper = folder.appending(path: "page.pdf").path(percentEncoded: false)
      _ = try await chromium(["--print-to-pdf=\(paper)", "file://\(path)"], folder)
      let bytes = try Data(contentsOf: URL(filePath: paper))
      let pages = String(decoding: bytes, as: UTF8.self).matches(of: /\/Type\s*\/Page\b/).count
      // One report fills less than a page; the corpus has dozens.
      #expect(pages > 10)
    }
  }
}
