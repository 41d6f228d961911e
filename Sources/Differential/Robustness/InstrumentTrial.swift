// One file of IR through a pass: it must not crash, and the result must be well formed.

import HostSystem
import HostedRun

/// What came of one file.
public enum InstrumentOutcome: Equatable, Sendable {
  case accepted
  /// The target or the input was refused with a message.
  case refused(String)
  /// A crash, an endless run, or a result that is not well formed.
  case broken(String)

  public var isBroken: Bool {
    if case .broken = self { true } else { false }
  }
}

/// A pass as a program from file to file.
public enum PassTool: Sendable {
  /// Our pass: kmsan-opt, which lies beside the running program.
  case ours(path: String)
  /// LLVM's, through opt-22: to test the harness.
  case stock

  func command(_ input: String, _ output: String) -> HostCommand {
    switch self {
    case .ours(let path):
      HostCommand(path, [input, "-o", output, "--flag", "every-function", "--flag", "verify"])
    case .stock:
      HostCommand(
        "opt-22", ["-passes=msan<kernel;recover;track-origins=2>", input, "-o", output])
    }
  }
}

/// Instruments files.
public struct InstrumentTrial: Sendable {
  let tool: PassTool
  /// Seconds for one file.
  var timeLimit = 120

  public init(tool: PassTool) { self.tool = tool }

  /// Instruments a file and lets LLVM verify the result.
  public func run(_ file: String) async throws -> InstrumentOutcome {
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    let output = "\(directory.path)/out.bc"
    let command = tool.command(file, output)
    let limited = HostCommand(
      "timeout", ["--kill-after=5", "\(timeLimit)", command.name] + command.arguments)
    let outcome = try await limited.capture()
    switch outcome.code {
    case 0:
      let verification = try await HostCommand(
        "opt-22", ["-passes=verify", "-disable-output", output]
      ).capture()
      return verification.isSuccess
        ? .accepted : .broken("the result is not well formed: \(verification.errorOutput.trimmed)")
    case 1: return .refused(Self.firstLine(outcome.errorOutput))
    case 124: return .broken("takes more than \(timeLimit) s")
    default:
      return .broken("ends with code \(outcome.code): \(Self.firstLine(outcome.errorOutput))")
    }
  }

  private static func firstLine(_ text: String) -> String {
    text.split(separator: "\n").first.map(String.init) ?? "(no message)"
  }
}
