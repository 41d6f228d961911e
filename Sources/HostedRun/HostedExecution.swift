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
    // timeout leads a process group of its own, and the program is in it.
    var options = PlatformOptions()
    options.teardownSequence = [
      .send(
        signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: .seconds(Self.grace))
    ]
    let configuration = Configuration(
      executable: .name("timeout"),
      arguments: Arguments(["--kill-after=\(Self.grace)", "\(timeLimit)", program] + arguments),
      environment: .inherit.updating(changes), platformOptions: options)
    let start = ContinuousClock.now
    let (status, group, output, console) = try await collect(configuration)
    // The program's children, if it left any behind: no process of the group, no error.
    let hadChildren = kill(-group, SIGKILL) == 0
    let isLate = ContinuousClock.now - start >= .seconds(timeLimit)
    return HostedOutcome(
      ending: HostedOutcome.Ending(status, isLate: isLate), output: output, console: console,
      leftProcesses: hadChildren)
  }

  /// Runs `timeout`; returns how it ended, its process group and what came through both streams.
  private func collect(
    _ configuration: Configuration
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
      async let output = CollectedText(execution.standardOutput)
      let console = await CollectedText(execution.standardError)
      return await (output, console)
    }
    try Task.checkCancellation()
    return (
      result.terminationStatus, result.processIdentifier.value, result.closureResult.0,
      result.closureResult.1
    )
  }
}
