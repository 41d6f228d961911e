// Running a program of the hosted runtime and collecting its reports.

import Foundation
import HostSystem
import Subprocess
import SystemPackage

/// What a program left behind.
public struct HostedOutcome: Sendable {
  /// The exit code; 128 and the signal's number when a signal ended it; 124 when the time was over.
  public let code: Int32
  /// What it wrote to standard error: reports, and its own text.
  public let console: String
  /// What it wrote to standard output; empty when that was passed on.
  public let output: String

  /// Number of reports in the console text.
  public var reportCount: Int {
    console.split(separator: "\n").count { $0.hasPrefix("BUG: KMSAN: ") }
  }

  public var isTimeOver: Bool { code == 124 }

  /// What a command that only ran this program ends with; nil for the program's own code.
  public var status: CommandStatus? {
    if isTimeOver { return .timeLimit }
    if reportCount > 0 { return .reportsFound }
    return code == 0 ? .clean : nil
  }
}

/// Runs programs.
public struct HostedExecution: Sendable {
  /// Seconds after which the program is ended.
  public var timeLimit: Int
  /// Whether standard output goes where ours goes, instead of being kept.
  public var passesOutputOn: Bool

  private static let outputLimit = 64 << 20

  public init(timeLimit: Int, passesOutputOn: Bool = false) {
    self.timeLimit = timeLimit
    self.passesOutputOn = passesOutputOn
  }

  /// Runs a program to its end or to the end of its time; what it wrote until then is kept.
  public func run(
    _ program: String, _ arguments: [String] = [], environment: [String: String] = [:]
  ) async throws -> HostedOutcome {
    let command = HostCommand(
      "timeout", ["--kill-after=5", "\(timeLimit)", program] + arguments,
      environment: environment.mapValues { $0 })
    if !passesOutputOn {
      let outcome = try await command.capture(limitBytes: Self.outputLimit)
      return HostedOutcome(
        code: outcome.code, console: outcome.errorOutput, output: outcome.output)
    }
    var changes: [Environment.Key: String?] = [:]
    for (name, value) in environment {
      if let key = Environment.Key(rawValue: name) { changes[key] = value }
    }
    let result = try await Subprocess.run(
      .name("timeout"), arguments: Arguments(command.arguments),
      environment: .inherit.updating(changes),
      input: .fileDescriptor(.standardInput, closeAfterSpawningProcess: false),
      output: .fileDescriptor(.standardOutput, closeAfterSpawningProcess: false),
      error: .string(limit: Self.outputLimit))
    let code: Int32 =
      switch result.terminationStatus {
      case .exited(let code): code
      case .signaled(let signal): 128 + signal
      }
    return HostedOutcome(code: code, console: result.standardError, output: "")
  }
}
