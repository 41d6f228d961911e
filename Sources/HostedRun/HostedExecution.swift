// Running a program of the hosted runtime and collecting its reports.
//
// Whatever the program does, it comes to an end, and so do the processes that it started.

import Foundation
import HostSystem
import Subprocess
import SystemPackage

/// Runs programs.
public struct HostedExecution: Sendable {
  /// Seconds after which the program is ended.
  public var timeLimit: Int
  /// With each line of standard error that begins like this, the time begins anew; nil: it never does.
  /// Only for programs whose output is kept.
  public var timeRestart: String?
  /// Whether standard output goes where ours goes, instead of being kept.
  public var passesOutputOn: Bool

  /// Seconds that a program has to end by itself when its time is over.
  private static let grace = 5

  public init(timeLimit: Int, passesOutputOn: Bool = false) {
    self.timeLimit = timeLimit
    self.passesOutputOn = passesOutputOn
  }

  /// Runs a program to its end or to the end of its time; what it wrote until then is kept, up to
  /// ``HostedOutcome/textBytesMax`` of each stream. Cancelling the task ends the program.
  public func run(
    _ program: String, _ arguments: [String] = [], environment: [String: String] = [:]
  ) async throws -> HostedOutcome {
    var changes: [Environment.Key: String?] = [:]
    for (name, value) in environment {
      if let key = Environment.Key(rawValue: name) { changes[key] = value }
    }
    precondition(timeRestart == nil || !passesOutputOn, "the time restarts only with kept output")
    // timeout leads a process group of its own, and the program is in it.
    var options = PlatformOptions()
    options.teardownSequence = [
      .send(
        signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: .seconds(Self.grace))
    ]
    let configuration = Configuration(
      executable: .name("timeout"),
      arguments: Arguments(
        ["--kill-after=\(Self.grace)", timeRestart == nil ? "\(timeLimit)" : "0", program]
          + arguments),
      environment: .inherit.updating(changes), platformOptions: options)
    let start = ContinuousClock.now
    let clock = RestartingClock(limitSeconds: timeLimit)
    let (status, group, output, console) = try await collect(configuration, clock)
    // The program's children, if it left any behind: no process of the group, no error.
    let hadChildren = kill(-group, SIGKILL) == 0
    let isLate =
      timeRestart == nil
      ? ContinuousClock.now - start >= .seconds(timeLimit) : clock.hasEndedProgram
    return HostedOutcome(
      ending: HostedOutcome.Ending(status, isLate: isLate), output: output, console: console,
      leftProcesses: hadChildren)
  }

  /// Runs `timeout`; returns how it ended, its process group and what came through both streams.
  private func collect(
    _ configuration: Configuration, _ clock: RestartingClock
  ) async throws -> (TerminationStatus, pid_t, CollectedText, CollectedText) {
    if passesOutputOn {
      let result = try await Subprocess.run(
        configuration,
        input: .fileDescriptor(.standardInput, closeAfterSpawningProcess: false),
        output: .fileDescriptor(.standardOutput, closeAfterSpawningProcess: false),
        error: .sequence
      ) { await CollectedText($0.standardError) }
      return (
        result.terminationStatus, result.processIdentifier.value, CollectedText(),
        result.closureResult
      )
    }
    let result = try await Subprocess.run(
      configuration, input: .none, output: .sequence, error: .sequence
    ) { execution in
      guard let timeRestart else {
        async let output = CollectedText(execution.standardOutput)
        let console = await CollectedText(execution.standardError)
        return await (output, console)
      }
      // timeout takes this signal for the end of its own time.
      let process = execution.processIdentifier.value
      let watch = Task { await clock.run { _ = kill(process, SIGALRM) } }
      defer { watch.cancel() }
      async let output = CollectedText(execution.standardOutput)
      let console = await CollectedText(execution.standardError) { line in
        if line.hasPrefix(timeRestart) { clock.restart() }
      }
      return await (output, console)
    }
    try Task.checkCancellation()
    return (
      result.terminationStatus, result.processIdentifier.value, result.closureResult.0,
      result.closureResult.1
    )
  }
}
