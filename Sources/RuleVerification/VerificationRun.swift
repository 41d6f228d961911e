// All cases of the oracle, and all proofs, with what came out.

import RuleEvaluation
import ShadowAlgebra

/// A run of cases of the oracle.
public struct OracleRun: Sendable {
  /// States by method, in the order of the methods.
  public private(set) var states: [(method: OracleCase.Method, count: Int)] = []
  /// Each breach of what a rule promises.
  public private(set) var violations: [String] = []

  /// Runs the cases, on all processors. `progress` is told how many of how many are done.
  public init(_ cases: [OracleCase], progress: (Int, Int) -> Void) async {
    var counts: [OracleCase.Method: Int] = [:]
    await withTaskGroup(of: (OracleCase.Method, OracleCase.Outcome).self) { group in
      for oracleCase in cases {
        group.addTask { (oracleCase.method, oracleCase.run()) }
      }
      var finished = 0
      for await (method, outcome) in group {
        finished += 1
        counts[method, default: 0] += outcome.states
        violations += outcome.violations
        progress(finished, cases.count)
      }
    }
    states = OracleCase.Method.allCases.map { ($0, counts[$0] ?? 0) }
    violations.sort()
  }

  public var isSuccess: Bool { violations.isEmpty }

  /// The number of states by method, and every violation.
  public var text: String {
    let lines = states.map { "\($0.method): \($0.count) states" }
    let verdict =
      isSuccess ? "every rule is as exact as it promises" : "\(violations.count) broken promises"
    return (lines + violations + [verdict]).joined(separator: "\n") + "\n"
  }
}

/// A run of a list of proofs.
public struct ProofRun: Sendable {
  /// In the order of the queries.
  public private(set) var proofs: [Proof] = []

  /// Asks all queries, `jobs` of them at a time. `progress` is told each answer as it comes.
  public init(
    _ queries: [SoundnessQuery], _ prover: Prover, jobs: Int, progress: (Proof) -> Void
  ) async throws {
    var answers: [Int: Proof] = [:]
    try await withThrowingTaskGroup(of: (Int, Proof).self) { group in
      var next = 0
      while next < queries.count || !group.isEmpty {
        if next < queries.count, next - answers.count < max(1, jobs) {
          let index = next
          group.addTask { (index, try await prover.prove(queries[index])) }
          next += 1
        } else if let (index, proof) = try await group.next() {
          answers[index] = proof
          progress(proof)
        }
      }
    }
    proofs = queries.indices.compactMap { answers[$0] }
  }

  public var isSuccess: Bool { proofs.allSatisfy { $0.verdict == .proven } }

  /// One line for each rule and width: the verdict and the longest time.
  public var text: String {
    var lines: [String] = []
    var index = 0
    while index < proofs.count {
      let query = proofs[index].query
      let same = proofs[index...].prefix { $0.query.rule == query.rule }
      let worst = same.map(\.verdict).first { $0 != .proven } ?? .proven
      let longest = same.map(\.duration).max() ?? .zero
      lines.append("\(worst)  \(longest.text)  \(query.rule), \(query.width) bits")
      index += same.count
    }
    let open = proofs.filter { $0.verdict != .proven }.count
    lines.append(
      open == 0 ? "all \(proofs.count) queries are proven" : "\(open) queries are not proven")
    return lines.joined(separator: "\n") + "\n"
  }
}

extension Duration {
  /// Seconds with two decimals, aligned to 8 characters.
  fileprivate var text: String {
    let hundredths = components.seconds * 100 + components.attoseconds / 10_000_000_000_000_000
    let fraction = hundredths % 100
    let text = "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction) s"
    return String(repeating: " ", count: max(0, 8 - text.count)) + text
  }
}
