// One random program: with the pass it must print what it prints without, and report nothing.

import HostSystem
import HostedRun

/// What a trial found wrong.
public struct TrialFailure: Sendable {
  public let seed: UInt64
  public let level: String
  public let problem: String

  public init(seed: UInt64, level: String, problem: String) {
    self.seed = seed
    self.level = level
    self.problem = problem
  }
}

/// The levels at which every program is compiled.
public let optimizationLevels = ["0", "1", "2"]

/// A comparison of one program with itself.
struct EquivalenceTrial: Sendable {
  let runner: ProgramRunner
  let subject: Variant

  /// Failures at all levels, and how many levels had a program that ended in its time.
  func run(
    _ source: String, seed: UInt64, levels: [String]
  ) async throws -> (failures: [TrialFailure], compared: Int) {
    var failures: [TrialFailure] = []
    var compared = 0
    for level in levels {
      let plain = try await runner.run(source, .plain, level: level)
      // A program that is too slow at one level is so at the others, and is not compared at all.
      guard case .ended(let checksum, _) = plain else { return (failures, compared) }
      compared += 1
      let run = try await runner.run(source, subject, level: level)
      if let problem = Self.problem(run, expected: checksum) {
        failures.append(TrialFailure(seed: seed, level: level, problem: problem))
      }
    }
    return (failures, compared)
  }

  static func problem(_ run: ProgramRun, expected: String) -> String? {
    switch run {
    case .ended(expected, 0): nil
    case .ended(expected, let reports): "\(reports) reports in a correct program"
    case .ended(let checksum, _):
      "prints \(checksum.trimmed), and \(expected.trimmed) without the pass"
    case .tooSlow: "does not end in twenty times the time of the plain program"
    case .notCompiled(let message): "does not compile: \(message.trimmed)"
    case .failed(let code): "ends with code \(code)"
    }
  }
}

extension String {
  /// Without the line feed at the end.
  var trimmed: String { hasSuffix("\n") ? String(dropLast()) : self }
}
