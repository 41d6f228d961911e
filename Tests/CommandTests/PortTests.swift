// The guide for ports, followed by the letter: what `make install` installed, the commands of
// Docs/Porting.md, the report that it promises.

import Foundation
import TestSupport
import Testing

@Suite struct PortTests {
  /// The commands of the page.
  private func commands() throws -> String {
    let page = try Repository.text("Docs/Porting.md")
    let block = try #require(page.firstMatch(of: #/```sh\n((?:[^`]|`(?!``))*)```/#))
    return String(block.1)
  }

  /// Installs into a folder, without building again.
  private func install(_ folder: URL) async throws -> String {
    let prefix = folder.appending(path: "prefix").path(percentEncoded: false)
    let root = Repository.root.path(percentEncoded: false)
    let result = try await runCommand(
      "make", ["-C", root, "-o", "build", "install-tools", "PREFIX=\(prefix)"])
    try #require(result.status == 0, "\(result.error)")
    return prefix
  }

  @Test func theGuideLeadsToItsReport() async throws {
    try await withTemporaryFolder { folder in
      let prefix = try await install(folder)
      let script =
        "set -e; PATH=\(prefix)/bin:$PATH\n"
        + (try commands()).replacing("/usr/local", with: prefix)
      let result = try await run(["bash", "-c", script], in: folder)
      #expect(result.status == 2 && result.output.isEmpty, "\(result.error)")
      let report = result.error.replacing(#/\+0x[0-9a-f]+/0x[0-9a-f]+/#, with: "")
      try expectGolden(report, at: "Examples/Port/report.txt")

      // The remedy that the page names.
      let source = folder.appending(path: "port/kernel.c")
      let text = try String(contentsOf: source, encoding: .utf8)
      let mended = text.replacing(
        "answer->length = length;", with: "answer->length = length; answer->status = 0;")
      #expect(mended != text)
      try mended.write(to: source, atomically: true, encoding: .utf8)
      let again = script.replacing("cp -r", with: "true")
      let silent = try await run(["bash", "-c", again], in: folder)
      #expect(silent.status == 0 && silent.error.isEmpty, "\(silent.error)")
    }
  }

  @Test func aFolderWithoutAddressFunctionsIsNamed() async throws {
    try await withTemporaryFolder { folder in
      let result = try await run(
        [Products.path("kmsan"), "compile-runtime", "-I", ".", "-o", "runtime.o"], in: folder)
      #expect(result.status == 3)
      #expect(result.error.hasPrefix("error: There is no kmsan_machine.h in .\n"))
      try folder.write("#error broken\n", to: "kmsan_machine.h")
      let broken = try await run(
        [Products.path("kmsan"), "compile-runtime", "-I", ".", "-o", "runtime.o"], in: folder)
      #expect(broken.status == 3 && broken.error.contains("broken"), "\(broken.error)")
    }
  }

  /// Small enough to be read in one sitting.
  @Test func theExampleIsShort() throws {
    let files = try Repository.files(below: "Examples/Port", extensions: ["c", "h"])
    let lines = try files.flatMap { try Repository.text($0).split(separator: "\n") }
    let code = lines.filter { !$0.trimmingPrefix(while: \.isWhitespace).isComment }
    #expect(code.count < 200, "\(code.count) lines")
  }
}

extension Substring {
  /// Whether the line is one of a comment.
  fileprivate var isComment: Bool { hasPrefix("/*") || hasPrefix("* ") || hasPrefix("*/") }
}
