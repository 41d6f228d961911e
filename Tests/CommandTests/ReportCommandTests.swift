// `kmsan report` and `kmsan triage` as a person or a script calls them: what stands where, exit
// codes, errors.

import Foundation
import TestSupport
import Testing

/// A log with one report, and the report's text.
private let log = """
  Linux version 6.12.57
  =====================================================
  BUG: KMSAN: uninit-value in wb_parse+0x1a2/0x4e0
   wb_parse+0x1a2/0x4e0
   wb_ioctl+0x88/0x210

  Uninit was created at:
   __kmalloc_noprof+0x5b1/0xb90
   wb_open+0x6c/0x180

  CPU: 1 UID: 0 PID: 4711 Comm: exerciser Not tainted 6.12.57 #1
  =====================================================

  """

private func kmsan(_ arguments: [String], input: String = "") async throws -> CommandResult {
  try await runCommand(Products.path("kmsan"), arguments, input: input)
}

@Suite("kmsan report") struct ReportCommandTests {
  @Test("reports go to standard output, their number to standard error, and the code is 2")
  func text() async throws {
    let result = try await kmsan(["report", "-"], input: log)
    #expect(result.status == 2)
    #expect(result.output.hasPrefix("uninit-value in wb_parse  fingerprint "))
    #expect(result.error == "1 report\n")
    #expect(try await kmsan(["report"], input: log).output == result.output)
  }

  @Test("standard output that nobody reads, or that is full, ends the command, and only that")
  func closedOutput() async throws {
    let program = Products.path("kmsan")
    let unread = try await runCommand(
      "bash", ["-c", "{ sleep 0.3; '\(program)' report -q; echo $? >&2; } | true"], input: log)
    #expect(unread.error == "141\n", "\(unread)")
    let full = try await runCommand("bash", ["-c", "'\(program)' report > /dev/full"], input: log)
    #expect(full.status == 1 && full.error.contains("No space left on device"), "\(full)")
  }

  @Test("a log without reports gives nothing and the code 0")
  func nothing() async throws {
    let result = try await kmsan(["report"], input: "Linux version 6.12.57\n")
    #expect(result.status == 0 && result.output.isEmpty && result.error == "0 reports\n")
  }

  @Test("colours follow --color, FORCE_COLOR and NO_COLOR")
  func colours() async throws {
    func isColoured(_ variables: [String], _ arguments: [String] = []) async throws -> Bool {
      let result = try await runCommand(
        "env", variables + [Products.path("kmsan"), "report"] + arguments, input: log)
      return result.output.contains("\u{1B}[")
    }
    #expect(try await !isColoured([]))
    #expect(try await isColoured([], ["--color", "always"]))
    #expect(try await isColoured(["FORCE_COLOR=1"]))
    #expect(try await isColoured(["FORCE_COLOR=1", "NO_COLOR=1"]))
    #expect(try await !isColoured(["FORCE_COLOR=0"]))
    #expect(try await !isColoured(["FORCE_COLOR=1"], ["--color", "never"]))
  }

  @Test("directories stand for the files in them; reports of several logs count as one")
  func directories() async throws {
    try await withTemporaryFolder { folder in
      try folder.write(log, to: "a.log")
      try folder.write(log + log, to: "b.log")
      try folder.write(log, to: ".hidden")
      let path = folder.path(percentEncoded: false)
      let result = try await kmsan(["report", path])
      #expect(result.output.contains("seen 3×"))
      #expect(result.error == "3 reports, 1 different\n")
      let output = folder.appending(path: "out.json").path(percentEncoded: false)
      let json = try await kmsan(["report", path, "--format", "json", "-o", output])
      #expect(json.status == 2 && json.output.isEmpty && folder.has("out.json"))
    }
  }

  @Test("kinds and fingerprints choose reports")
  func choice() async throws {
    #expect(try await kmsan(["report", "--kind", "uninit-value"], input: log).status == 2)
    #expect(try await kmsan(["report", "--kind", "use-after-free"], input: log).status == 0)
    let json = try await kmsan(["report", "--format", "json"], input: log).output
    let match = try #require(json.firstMatch(of: /"fingerprint" : "([0-9a-f]{16})"/))
    let start = String(match.1.prefix(5))
    #expect(try await kmsan(["report", "--fingerprint", start], input: log).status == 2)
    #expect(try await kmsan(["report", "--fingerprint", "\(start)zz"], input: log).status == 0)
  }

  @Test("errors say what was wrong, and the code is 1; wrong command lines end with 64")
  func errors() async throws {
    let missing = try await kmsan(["report", "no-such-file"])
    #expect(missing.status == 1)
    #expect(missing.error == "error: Cannot read no-such-file: No such file or directory\n")
    let kernel = try await kmsan(["report", "--vmlinux", Repository.path("README.md")], input: log)
    #expect(kernel.status == 1 && kernel.error.contains("is not an ELF file"))
    for arguments in [
      ["--symbolize"], ["--frames", "0"], ["--format", "pdf"], ["--open", "--format", "json"],
      ["--kaslr-offset", "x"], ["--modules", "x"],
    ] {
      #expect(try await kmsan(["report"] + arguments, input: log).status == 64, "\(arguments)")
    }
  }

  @Test("a page is written and opened with the browser that BROWSER names")
  func open() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("#!/bin/sh\ncp \"$1\" \"$(dirname \"$0\")/opened.html\"\n", to: "browser")
      let browser = folder.appending(path: "browser").path(percentEncoded: false)
      _ = try await runCommand("chmod", ["+x", browser])
      let page = folder.appending(path: "page.html").path(percentEncoded: false)
      let result = try await runCommand(
        "env",
        ["BROWSER=\(browser)", Products.path("kmsan"), "report", "--open", "-o", page],
        input: log)
      #expect(result.status == 2, "\(result.error)")
      #expect(folder.has("opened.html"))
      let none = try await runCommand(
        "env",
        ["BROWSER=no-such-browser", Products.path("kmsan"), "report", "--open", "-o", page],
        input: log)
      #expect(none.status == 1 && none.error.contains("Open the file yourself"))
    }
  }
}

@Suite("kmsan triage") struct TriageCommandTests {
  @Test("runs are added, listed, compared; baselines and suppressions decide on the code")
  func session() async throws {
    try await withTemporaryFolder { folder in
      let store = ["--database", folder.appending(path: "s.sqlite").path(percentEncoded: false)]
      func triage(_ words: String..., input: String = "") async throws -> CommandResult {
        try await kmsan(["triage"] + words + store, input: input)
      }
      let other = log.replacing("wb_parse", with: "wb_check")
      #expect(try await triage("list").status == 1)
      #expect(try await triage("add", "-", "--run", "one", input: log).status == 2)
      #expect(try await triage("baseline", "write").output == "the baseline has 1 reports\n")
      #expect(try await triage("baseline", "check").status == 0)
      #expect(try await triage("add", "-", "--run", "two", input: log + other).status == 2)
      #expect(try await triage("baseline", "check").status == 2)
      #expect(try await triage("list", "--state", "new").output.contains("wb_check"))
      let difference = try await triage("diff", "one", "two")
      #expect(difference.status == 2)
      #expect(difference.output.hasPrefix("one → two: 1 new, 1 unchanged, 0 absent\n+ "))
      #expect(try await triage("diff", "one", "two", "--format", "html").output.contains("<main"))
      let added = try await triage(
        "suppress", "add", "--function", "wb_check", "--reason", "known", "--until", "2999-01-31")
      #expect(added.output == "suppression 1 added\n")
      #expect(try await triage("baseline", "check").status == 0)
      #expect(try await triage("suppress", "list").output.contains("until 2999-01-31"))
      #expect(try await triage("search", "wb_chec").output.contains("(suppressed: known)"))
      #expect(try await triage("add", "-", "--run", "two", input: log).status == 1)
      #expect(try await triage("add", "-", "--run", "three", input: log).status == 0)
      #expect(try await triage("runs").output.split(separator: "\n").count == 3)
      #expect(try await triage("show", "zz").status == 1)
    }
  }

  @Test("wrong command lines end with 64")
  func usage() async throws {
    for arguments in [
      ["suppress", "add", "--reason", "x"], ["suppress", "add", "xyz", "--reason", "x"],
      ["suppress", "add", "7c1e", "--reason", "x", "--until", "soon"],
      ["suppress", "add", "7c1e", "--reason", " "], ["list", "--limit", "0"],
      ["add", "x", "--run", "a", "--run-per-log"],
    ] {
      #expect(try await kmsan(["triage"] + arguments).status == 64, "\(arguments)")
    }
  }
}

@Suite("kmsan explain") struct ExplainCommandTests {
  @Test("rules, kinds and logs are explained; other subjects are errors")
  func subjects() async throws {
    let rule = try await kmsan(["explain", "add", "01?1", "0001"])
    #expect(rule.status == 0 && rule.output.contains("bit 1 is 0 for a = 0111, b = 0001"))
    let kind = try await kmsan(["explain", "kernel-infoleak"])
    #expect(kind.status == 0 && kind.output.hasPrefix("kernel-infoleak: uninitialized bytes"))
    let report = try await kmsan(["explain", "-"], input: log)
    #expect(report.status == 2 && report.output.contains("It happened in wb_parse."))
    #expect(report.output.contains("The memory was allocated in wb_open."))
    for arguments in [["nothing"], ["add", "01"], ["add", "01", "x"], ["add", "01", "011"]] {
      #expect(try await kmsan(["explain"] + arguments).status == 1, "\(arguments)")
    }
  }
}

@Suite("Completions") struct CompletionTests {
  @Test("every shell gets a script that names the commands", arguments: ["bash", "zsh", "fish"])
  func scripts(shell: String) async throws {
    let result = try await kmsan(["--generate-completion-script", shell])
    #expect(result.status == 0)
    for word in ["report", "triage", "suppress", "explain", "vmlinux"] {
      #expect(result.output.contains(word), "\(word)")
    }
  }

  @Test("bash reads its script")
  func bash() async throws {
    let script = try await kmsan(["--generate-completion-script", "bash"]).output
    #expect(try await runCommand("bash", ["-n"], input: script).status == 0)
  }
}
