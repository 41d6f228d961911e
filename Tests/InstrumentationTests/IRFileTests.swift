// The files of Tests/IRTests: IR in, and what must stand in the instrumented IR, for LLVM's FileCheck.
//
// A file's RUN lines are as in LLVM's own tests: `%s` is the file, `not` turns success into failure.
// Every run verifies the result too.

import Foundation
import TestSupport
import Testing

@Suite struct IRFileTests {
  static let files = (try? Repository.files(below: "Tests/IRTests", extensions: ["ll"])) ?? []

  /// What RUN lines may call.
  static let commands = """
    set -o pipefail
    kmsan-opt() { '\(Products.path("kmsan-opt"))' --flag verify=1 "$@"; }
    FileCheck() { FileCheck-22 "$@"; }
    not() { ! "$@"; }

    """

  @Test(arguments: files)
  func instrumentedTextHasWhatItMust(file: String) async throws {
    let runs = try Repository.text(file).split(separator: "\n")
      .filter { $0.hasPrefix("; RUN: ") }.map { $0.dropFirst("; RUN: ".count) }
    #expect(!runs.isEmpty, "the file has no RUN line")
    for run in runs {
      let script = run.replacing("%s", with: "'\(Repository.path(file))'")
      let result = try await runCommand("bash", ["-c", Self.commands + script])
      #expect(result.status == 0, "\(run)\n\(result.error)\(result.output)")
    }
  }

  @Test func everyFileIsFound() {
    #expect(Self.files.count > 15)
  }
}
