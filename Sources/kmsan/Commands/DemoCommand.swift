// `kmsan demo`: the shortest way from nothing to a report.

import ArgumentParser
import Foundation
import HostSystem
import HostedRun

/// Runs the example, and says how to go on.
struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Compile a small kernel-style program with the pass, run it, show its reports.")

  func run() async throws {
    try await runCommand {
      let kit = try HostedKit()
      let source = "\(kit.examples)/message.c"
      // As the user called it, so that the lines below can be copied.
      let command = CommandLine.arguments.first ?? "kmsan"
      try Self.say("A driver with two mistakes: \(source)\n\(command) run \(source)\n\n")
      let session = HostedSession(build: HostedBuild(kit: kit), timeLimit: 60)
      let outcome = try await session.run([source])
      guard outcome.reportCount == 2 else {
        throw DemoError(count: outcome.reportCount)
      }
      try Self.say(
        """

        Both mistakes were found: where the value was used, and where the memory came from.

        Go on with
          \(command) run FILE.c
              your own code, in milliseconds
          \(command) linux test
              Debian's Linux 6.12 with this pass: build, boot, the kernel's own KMSAN test suite
          \(command)-cc
              in place of clang, in any build

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
