// `kmsan demo`: the shortest way from nothing to a report.

import ArgumentParser
import CommandSupport
import Foundation
import HostSystem
import HostedRun
import KernelCompilation
import ReferenceKernel

/// Runs the example of kmsan(9) in a process and on a machine, and says how to go on.
struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Show the reports of a small program in a process, and of the reference kernel.")

  func run() async throws {
    try await runCommand {
      let project = try ProjectFiles()
      let source = "\(project.examples)/kmsan9.c"
      // As the user called it, so that the lines below can be copied.
      let command = CommandLine.arguments.first ?? "kmsan"
      try Self.say("A system call with four mistakes: \(source)\n\(command) run \(source)\n\n")
      var build = HostedBuild(project: project)
      build.passOptions.reportsBits = true
      let session = HostedSession(build: build, timeLimit: 60)
      let outcome = try await session.run([source])
      guard outcome.reportCount == 4 else {
        throw DemoError(
          problem: "The example has four mistakes, and there were \(outcome.reportCount) reports")
      }
      try Self.say(
        """

        All four were found: where the value decided something or left the kernel, where its memory
        came from, and whose memory it was.

        """)
      try await Self.boot(project, command)
      try Self.say(
        """

        Go on with
          \(command) boot
              all cases on that machine
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

  /// Boots the reference kernel with the same mistakes. Without QEMU, says so.
  private static func boot(_ project: ProjectFiles, _ command: String) async throws {
    let name = "manual/kmsan9"
    try say("The same mistakes on a machine of their own:\n\(command) boot --case \(name)\n\n")
    let cases = try MachineCases(project: project, names: [name])
    let image = try await KernelImage(project: project, cases: cases.cases).build()
    do {
      let result = try await KernelBoot(image: image).run()
      try say(Self.withoutReports(result.console))
      let summary = try await cases.judge(result.console, image: image)
      guard result.outcome == .passed, summary.failures.isEmpty else {
        throw DemoError(problem: summary.textOfFailures + result.outcome.text)
      }
      try say("\nThe kernel was built, booted, and made the four reports that the case expects.\n")
    } catch let error as MissingQEMUError {
      try say("Left out: \(error.description)\n")
    }
  }

  /// The console with the first line of each report alone.
  private static func withoutReports(_ console: String) -> String {
    var isInReport = false
    var text = ""
    for line in console.split(separator: "\n") {
      if line.hasPrefix("=====") {
        isInReport.toggle()
      } else if !isInReport || line.hasPrefix("BUG: ") {
        text += "\(line)\n"
      }
    }
    return text
  }

  private static func say(_ text: String) throws {
    StandardStream.error.write(text)
  }
}

/// The demonstration did not show what it should.
private struct DemoError: ExplainedError {
  let problem: String
  var remedy: String? { "Run `make test`: the installation or the pass is broken." }
}
