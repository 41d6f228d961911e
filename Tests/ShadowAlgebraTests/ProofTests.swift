// The solver agrees on every rule. Here at a small width, where it takes milliseconds; `make
// oracle` asks at 64 bits.

import RuleEvaluation
import RuleVerification
import ShadowAlgebra
import Testing

@Suite("Proofs") struct ProofTests {
  @Test("every rule of ours is sound for all values of 5 bits, or as many as can be proven")
  func sound() async throws {
    let queries =
      SoundnessQuery.all(width: 5).filter { $0.rule.proofWidth >= 5 }
      + SoundnessQuery.all(width: 3).filter { $0.rule.proofWidth < 5 }
    let run = try await ProofRun(
      queries, Prover(timeLimit: 300), jobs: 2, progress: { _ in })
    #expect(run.isSuccess, "\(run.text)")
  }

  @Test("frequent operations are sound for all values of 64 bits")
  func wide() async throws {
    let operations: [Operation] = [
      .and, .or, .xor, .icmp(.ult), .icmp(.eq), .shl, .select, .ctpop,
    ]
    for operation in operations {
      let kinds = Array(repeating: OperandKind.unknown, count: operation.operandCount)
      let query = SoundnessQuery(.operation(operation), width: 64, kinds)
      let proof = try await Prover(timeLimit: 300).prove(query)
      #expect(proof.verdict == .proven, "\(operation)")
    }
  }

  @Test("a rule that misses bits is refuted")
  func refuted() async throws {
    for operation in [Operation.add, .mul, .smax, .udiv] {
      let query = SoundnessQuery(
        .operation(operation), width: 8, [.unknown, .unknown], rules: .llvm)
      let proof = try await Prover().prove(query)
      #expect(proof.verdict == .refuted, "\(operation)")
    }
  }

  @Test("what stands for the sum of many bits proves no rule that misses bits")
  func countFacts() async throws {
    let query = SoundnessQuery(.operation(.ctpop), width: 64, [.unknown], rules: .llvm)
    #expect(query.questionCount == 3)
    #expect(try await Prover().prove(query).verdict == .refuted)
  }

  @Test("every rule is asked about at its own width")
  func plan() {
    let queries = SoundnessQuery.all()
    #expect(Set(queries.map(\.rule.description)) == Set(Rule.all(width: 64).map(\.description)))
    #expect(queries.filter { $0.width == 64 }.count > queries.count * 2 / 3)
  }
}
