// Every file of a corpus through a pass.

import HostSystem

/// A set of IR files.
public struct RobustnessSuite: Sendable {
  public let name: String
  public let files: [String]
  public let tool: PassTool

  public init(name: String, files: [String], tool: PassTool) {
    self.name = name
    self.files = files
    self.tool = tool
  }

  /// What came of a corpus.
  public struct Summary: Sendable {
    public let name: String
    public let outcomes: [(file: String, outcome: InstrumentOutcome)]

    public var broken: Int {
      outcomes.count { if case .broken = $0.outcome { true } else { false } }
    }
    public var accepted: Int { outcomes.count { $0.outcome == .accepted } }

    /// Counts, and a line for every file that was not accepted.
    public var text: String {
      var lines = [
        "\(name): \(outcomes.count) files, \(accepted) instrumented and verified,"
          + " \(outcomes.count - accepted - broken) refused, \(broken) broken"
      ]
      for (file, outcome) in outcomes {
        switch outcome {
        case .accepted: break
        case .refused(let message): lines.append("  refused \(file): \(message)")
        case .broken(let message): lines.append("  BROKEN \(file): \(message)")
        }
      }
      return lines.joined(separator: "\n") + "\n"
    }
  }

  /// Instruments all files, as many at a time as there are processors.
  public func run(finished: () -> Void = {}) async throws -> Summary {
    let trial = InstrumentTrial(tool: tool)
    let outcomes = try await WorkPool.map(
      files, { (file: $0, outcome: try await trial.run($0)) }, finished: { _ in finished() })
    return Summary(name: name, outcomes: outcomes)
  }
}
