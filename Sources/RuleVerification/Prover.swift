// Runs Debian's z3 on a query.

import RuleEvaluation
import ShadowAlgebra
import Subprocess

/// What a solver said about a rule.
public struct Proof: Sendable {
  public enum Verdict: String, Sendable, Codable {
    /// No state exists in which the rule misses a bit.
    case proven
    /// The solver found a state in which it does.
    case refuted
    /// No answer within the time limit.
    case undecided
  }

  public let query: SoundnessQuery
  public let verdict: Verdict
  /// Wall-clock time of the solver.
  public let duration: Duration
}

/// Why no proof could be tried.
public enum ProverError: Error {
  /// The solver could not be started.
  case notStarted(String)
  /// The solver said something else than an answer.
  case noAnswer(String)
}

/// A solver, found on PATH.
public struct Prover: Sendable {
  /// Seconds of wall-clock time for one query.
  public let timeLimit: Int

  public init(timeLimit: Int = 300) {
    self.timeLimit = timeLimit
  }

  /// Asks the solver. Throws if it cannot be started or does not answer.
  public func prove(_ query: SoundnessQuery) async throws(ProverError) -> Proof {
    let clock = ContinuousClock()
    let start = clock.now
    let output: String
    do {
      let result = try await run(
        .name("z3"), arguments: ["-in", "-T:\(timeLimit)"], input: .string(query.text),
        output: .string(limit: 1 << 16), error: .string(limit: 1 << 16))
      output = result.standardOutput + result.standardError
    } catch {
      throw .notStarted("\(error)")
    }
    let answers = output.split(separator: "\n")
    let verdict: Proof.Verdict
    switch answers.first(where: { $0 != "unsat" }) {
    case nil where answers.count == query.questionCount: verdict = .proven
    case "sat": verdict = .refuted
    case "unknown", "timeout": verdict = .undecided
    default: throw .noAnswer(output)
    }
    return Proof(query: query, verdict: verdict, duration: clock.now - start)
  }
}
