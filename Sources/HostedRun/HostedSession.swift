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
    let frames = try await SourceFrames(of: outcome.console, program: program)
    var report = AnnotatedReport(frames: frames)
    let text = await SwiftNames.demangled(report.annotate(outcome.console))
    FileHandle.standardError.write(Data(text.utf8))
    if let ending = ending(of: outcome) {
      FileHandle.standardError.write(Data("\(ending)\n".utf8))
    }
    return outcome
  }

  /// How a program ended that did not end by itself; nil otherwise.
  private func ending(of outcome: HostedOutcome) -> String? {
    if outcome.isTimeOver {
      return "The program was ended after \(timeLimit) s; --time-limit sets another limit."
    }
    guard outcome.code > 128 else { return nil }
    let name = String(cString: strsignal(outcome.code - 128))
    let ending = "The program was ended by signal \(outcome.code - 128): \(name)."
    if outcome.reportCount > 0 || build.optimization == "0" { return ending }
    // A branch on a local variable that nobody wrote is undefined: the optimizer ends the function
    // there before the pass sees it.
    return ending
      + "\n  With optimization, clang drops code that is certain to use an uninitialized variable;"
      + " -O 0 keeps it."
  }
}
