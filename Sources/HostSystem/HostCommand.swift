// Commands of the machine that builds: started in a session of their own, so that a Ctrl-C on the
// terminal reaches only us, and ended with all their children when the task is cancelled.

import Subprocess
import SystemPackage

/// A command with its arguments, ready to run.
public struct HostCommand: Sendable {
  /// A name to look up in PATH, or a path.
  public var name: String
  public var arguments: [String]
  /// Variables set (or, with nil, removed) on top of the inherited environment.
  public var environment: [String: String?]
  public var directory: String?

  public init(
    _ name: String, _ arguments: [String] = [], environment: [String: String?] = [:],
    directory: String? = nil
  ) {
    self.name = name
    self.arguments = arguments
    self.environment = environment
    self.directory = directory
  }

  /// Whether a program of this name is in PATH.
  public static func isInstalled(_ name: String) async -> Bool {
    (try? await Executable.name(name).resolveExecutablePath(in: .inherit)) != nil
  }

  /// What a finished command left.
  public struct Outcome: Sendable {
    /// The exit code; 128 and the signal's number when a signal ended it.
    public var code: Int32
    public var output: String
    public var errorOutput: String
    public var isSuccess: Bool { code == 0 }
  }

  /// The command as a person would type it.
  public var line: String {
    ([name] + arguments).map(HostCommand.quoted).joined(separator: " ")
  }

  /// The word in single quotes where a shell would split or change it.
  public static func quoted(_ word: String) -> String {
    let plain = word.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
      case UInt8(ascii: "0")...UInt8(ascii: "9"): true
      default: "-_./=,:+@%".utf8.contains(byte)
      }
    }
    if plain && !word.isEmpty { return word }
    return "'"
      + word.split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: "'\\''") + "'"
  }
}

// MARK: - Running

extension HostCommand {
  private var configuration: Configuration {
    var options = PlatformOptions()
    options.createSession = true
    options.teardownSequence = [
      .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: .seconds(5)),
      .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .seconds(1)),
    ]
    var changes: [Environment.Key: String?] = [:]
    for (key, value) in environment {
      if let key = Environment.Key(rawValue: key) { changes[key] = value }
    }
    return Configuration(
      executable: name.contains("/") ? .path(FilePath(name)) : .name(name),
      arguments: Arguments(arguments),
      environment: .inherit.updating(changes),
      workingDirectory: directory.map { FilePath($0) },
      platformOptions: options)
  }

  /// Runs the command to its end and keeps its output, up to `limitBytes` of each stream.
  public func capture(limitBytes: Int = 64 << 20) async throws -> Outcome {
    do {
      let result = try await run(
        configuration, input: .none, output: .string(limit: limitBytes),
        error: .string(limit: limitBytes))
      try Task.checkCancellation()
      return Outcome(
        code: HostCommand.code(result.terminationStatus), output: result.standardOutput,
        errorOutput: result.standardError)
    } catch let error as SubprocessError {
      try Task.checkCancellation()
      throw HostCommandError(command: self, error: error)
    }
  }

  /// Runs the command and passes each line of its output and error output, in the order in which
  /// they come, to `body`. Returns the exit code. Cancelling the task ends the command.
  public func stream(_ body: (String) throws -> Void) async throws -> Int32 {
    do {
      let result = try await run(
        configuration, input: .none, output: .sequence, error: .combinedWithOutput
      ) { execution in
        var splitter = LineSplitter()
        for try await buffer in execution.standardOutput {
          try buffer.withUnsafeBytes { bytes in try splitter.append(bytes, body) }
        }
        try splitter.finish(body)
      }
      try Task.checkCancellation()
      return HostCommand.code(result.terminationStatus)
    } catch let error as SubprocessError {
      try Task.checkCancellation()
      throw HostCommandError(command: self, error: error)
    }
  }

  /// Runs the command; throws when it does not succeed. Returns its standard output.
  @discardableResult
  public func output() async throws -> String {
    let outcome = try await capture()
    guard outcome.isSuccess else { throw HostCommandError(command: self, outcome: outcome) }
    return outcome.output
  }

  private static func code(_ status: TerminationStatus) -> Int32 {
    switch status {
    case .exited(let code): code
    case .signaled(let number): 128 + number
    }
  }
}

/// A command could not be started, or failed.
public struct HostCommandError: ExplainedError {
  public var problem: String
  public var remedy: String?

  init(command: HostCommand, error: SubprocessError) {
    if error.code == .executableNotFound {
      problem = "The program \(command.name) was not found"
      remedy =
        DebianPackages.package(of: command.name).map { "apt-get install \($0)" }
        ?? (command.name.hasPrefix("swift")
          ? "Install Swift 6.3 from https://www.swift.org/install and put it on PATH."
          : "Install it, or add its folder to PATH. `kmsan doctor` lists the programs that are needed.")
    } else {
      problem = "The program \(command.name) could not be run: \(error)"
      remedy = nil
    }
  }

  /// The error for a command that ran and failed.
  public init(command: HostCommand, outcome: HostCommand.Outcome) {
    let tail = (outcome.errorOutput.isEmpty ? outcome.output : outcome.errorOutput)
      .split(separator: "\n").suffix(12).map { "    \($0)" }.joined(separator: "\n")
    problem =
      "The command failed with code \(outcome.code): \(command.line)"
      + (tail.isEmpty ? "" : "\n\(tail)")
    remedy = nil
  }
}
