// `kmsan demo`: the shortest way from nothing to a report.

import ArgumentParser
import Foundation
import HostSystem
import HostedRun

struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Compile a small kernel-style program with the pass, run it, show its reports.")

  func run() async throws {
    try await runCommand {
      let kit = try HostedKit()
      let source = "\(kit.examples)/message.c"
      try Self.say("A driver with two mistakes: \(source)\nkmsan run \(source)\n\n")
      let session = HostedSession(build: HostedBuild(kit: kit), timeLimit: 60)
      let outcome = try await session.run([source])
      guard outcome.reportCount == 2 else {
        throw DemoError(count: outcome.reportCount)
      }
      try Self.say(
        """

        Both mistakes were found: where the value was used, and where the memory came from.

        Go on with
          kmsan run FILE…      your own code, in milliseconds
          kmsan linux test     Linux 6.12 with this pass: build, boot, KMSAN's own test suite
          kmsan-cc             in place of clang, in any build

        """)
      return .clean
    }
  }

  private static func say(_ text: String) throws {
    try FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}

/// The demonstration did not show what it should.
private struct DemoError: ExplainedError {
  let count: Int
  var problem: String { "The example has two mistakes, and there were \(count) reports" }
  var remedy: String? { "Run `make test`: the installation or the pass is broken." }
}
