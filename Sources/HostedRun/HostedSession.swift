// Build, run, show: what `kmsan run` does with a program.

import Foundation
import HostSystem

/// One program built, run and reported on.
public struct HostedSession: Sendable {
  public let build: HostedBuild
  public let timeLimit: Int
  /// Variables for the program: the options of the port.
  public var environment: [String: String] = [:]

  public init(build: HostedBuild, timeLimit: Int) {
    self.build = build
    self.timeLimit = timeLimit
  }

  /// Builds the files and runs the program. Its standard output passes through; its console, with
  /// sources added to reports, goes to standard error.
  public func run(_ files: [String], _ arguments: [String] = []) async throws -> HostedOutcome {
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    let program = "\(directory.path)/program"
    try await build.build(files, to: program, in: directory.path)
    let execution = HostedExecution(timeLimit: timeLimit, passesOutputOn: true)
    let outcome = try await execution.run(program, arguments, environment: environment)
    // In a task of its own: the reports of a program that was interrupted are shown as well.
    try await Task { try await show(outcome, of: program) }.value
    return outcome
  }

  /// Shows the console of a program, with sources, and how it ended.
  private func show(_ outcome: HostedOutcome, of program: String) async throws {
    var text = try await SourcedConsole.text(outcome.console, program: program)
    let remarks = remarks(on: outcome)
    if !remarks.isEmpty, !text.isEmpty, !text.hasSuffix("\n") { text += "\n" }
    text += remarks.map { "\($0)\n" }.joined()
    StandardStream.error.write(text)
  }

  /// What a person must know beside the program's own text.
  private func remarks(on outcome: HostedOutcome) -> [String] {
    var remarks: [String] = []
    if outcome.droppedBytes > 0 {
      remarks.append(
        "The program wrote \(outcome.droppedBytes) bytes more to standard error; only the first"
          + " \(HostedOutcome.textBytesMax) are shown.")
    }
    if outcome.leftProcesses, !outcome.isTimeOver {
      remarks.append("Processes that the program had left behind were ended.")
    }
    if let ending = ending(of: outcome) { remarks.append(ending) }
    return remarks
  }

  /// How a program ended that did not end by itself; nil otherwise.
  private func ending(of outcome: HostedOutcome) -> String? {
    if outcome.isTimeOver {
      return "The program was ended after \(timeLimit) s; --time-limit sets another limit."
    }
    guard case .signaled(let signal) = outcome.ending else { return nil }
    let ending = "The program was ended by signal \(signal): \(String(cString: strsignal(signal)))."
    guard signal == SIGSEGV || signal == SIGILL || signal == SIGTRAP else { return ending }
    let isExplained = outcome.reportCount > 0 || outcome.faultedInSanitizer
    if isExplained || build.optimization == "0" { return ending }
    // A branch on a local variable that was never written is undefined: the optimizer ends the function
    // there before the pass sees it.
    return ending
      + "\n  One possible cause: with optimization, clang drops code that is certain to use an"
      + " uninitialized variable; -O 0 keeps it."
  }
}
