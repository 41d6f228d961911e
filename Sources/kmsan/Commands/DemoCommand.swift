// `kmsan demo`: the shortest way from nothing to a report.

import ArgumentParser
import Foundation
import HostSystem
import HostedRun

/// Runs the example of kmsan(9), and says how to go on.
struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Compile a small kernel-style program with the pass, run it, show its reports.")

  func run() async throws {
    try await runCommand {
      let kit = try HostedKit()
      let source = "\(kit.examples)/kmsan9.c"
      // As the user called it, so that the lines below can be copied.
      let command = CommandLine.arguments.first ?? "kmsan"
      try Self.say("A system call with four mistakes: \(source)\n\(command) run \(source)\n\n")
      var build = HostedBuild(kit: kit)
      build.passOptions.reportsBits = true
      let session = HostedSession(build: build, timeLimit: 60)
      let outcome = try await session.run([source])
      guard outcome.reportCount == 4 else {
        throw DemoError(count: outcome.reportCount)
      }
      try Self.say(
        """

        All four were found: where the value decided something or left the kernel, where its memory
        came from, and whose memory it was.

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
    StandardStream.error.write(text)
  }
}

/// The demonstration did not show what it should.
private struct DemoError: ExplainedError {
  let count: Int
  var problem: String { "The example has four mistakes, and there were \(count) reports" }
  var remedy: String? { "Run `make test`: the installation or the pass is broken." }
}
