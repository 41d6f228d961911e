// `kmsan run`: instrument kernel-style C, run it in a process, show the reports.

import ArgumentParser
import CommandSupport
import Foundation
import HostSystem
import HostedRun
import KernelCompilation

struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Instrument kernel-style C or Swift, run it in a process, show the reports.",
    discussion: """
      The program has kmalloc, copy_to_user, printk and more from <kmsan_kernel.h>, FreeBSD's \
      malloc, copyout and kmsan_check from <sys/malloc.h>, <sys/systm.h> and <sys/msan.h>. Swift \
      sees the former without an import, and is compiled as Embedded Swift. Reports go to \
      standard error, with source lines.

      Exit codes: 3 when a source does not compile; 124 when the time is over; 128 and the \
      signal's number when one ended the program; 2 when there were reports; else the program's \
      own. Whatever its end, what was reported until then is shown.
      """)

  @Argument(help: "Sources in C, C++ or Swift, objects, archives.", completion: .file())
  var files: [String]

  @Argument(parsing: .postTerminator, help: "Arguments of the program, after --.")
  var programArguments: [String] = []

  @Option(help: "Who instruments: ours or stock, which is clang's own pass.")
  var pass = PassChoice.ours

  @Flag(help: "Find metadata in place instead of by calls: faster (Docs/FastPath.md).")
  var fastPath = false

  @Flag(help: "Keep shadow and origins only where something is uninitialized: slower, smaller.")
  var mapOnDemand = false

  @Option(name: .customShort("O"), help: "The level of optimization.")
  var optimization = "2"

  @Option(
    name: .customShort("I"), help: ArgumentHelp("A folder of headers.", valueName: "folder"))
  var includes: [String] = []

  @Option(
    name: .customShort("D"), help: ArgumentHelp("A macro.", valueName: "name[=value]"))
  var definitions: [String] = []

  @Option(help: "Seconds after which the program is ended.")
  var timeLimit = 60

  @Flag(help: "End the program after its first report.")
  var panicOnViolation = false

  @Option(
    help: ArgumentHelp(
      "Reports to print in a period; 0 prints all. The rest is counted.", valueName: "number"))
  var reportsMax: UInt32 = 0

  @Option(
    help: ArgumentHelp(
      "Length of that period, after which as many may be printed again; 0 is the whole run.",
      valueName: "seconds"))
  var reportsPeriod: UInt32 = 0

  @Flag(help: "Report a place every time that it uses an uninitialized value, not once.")
  var reportAlways = false

  @Option(
    help: ArgumentHelp(
      "Make the program's allocation with this number fail; 0 is the runtime's own memory.",
      valueName: "number"))
  var failAllocation: UInt32?

  /// What the port reads of a number: nine digits.
  private static let numberMax: UInt32 = 999_999_999

  func validate() throws {
    guard timeLimit > 0 else { throw ValidationError("--time-limit is a number of seconds.") }
    let numbers = [reportsMax, reportsPeriod, failAllocation ?? 0]
    guard numbers.allSatisfy({ $0 <= Self.numberMax }) else {
      throw ValidationError("Numbers are at most \(Self.numberMax).")
    }
    guard reportsPeriod == 0 || reportsMax > 0 else {
      throw ValidationError("--reports-period needs --reports-max: how many in that period?")
    }
  }

  func run() async throws {
    try await runCommand {
      var build = HostedBuild(project: try ProjectFiles())
      build.pass = pass
      build.passOptions.reportsBits = true
      build.optimization = optimization
      build.usesFastPath = fastPath
      build.compilerArguments = includes.map { "-I\($0)" } + definitions.map { "-D\($0)" }
      var session = HostedSession(build: build, timeLimit: timeLimit)
      session.environment["KMSAN_PANIC"] = panicOnViolation ? "1" : "0"
      session.environment["KMSAN_MAP_ON_DEMAND"] = mapOnDemand ? "1" : "0"
      session.environment["KMSAN_REPORTS_MAX"] = String(reportsMax)
      session.environment["KMSAN_REPORTS_PERIOD"] = String(reportsPeriod)
      session.environment["KMSAN_REPORT_ALWAYS"] = reportAlways ? "1" : "0"
      session.environment["KMSAN_FAIL_ALLOCATION"] = failAllocation.map(String.init)
      let outcome = try await session.run(files, programArguments)
      guard let status = outcome.status else { throw ExitCode(outcome.code) }
      return status
    }
  }
}
