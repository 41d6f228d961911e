// What a solver is told of counts of set bits. The sum of 64 bits is hard to reason about, so that it
// is left out of wide queries: a count is a number of which only these facts are known, and the facts
// are proven in the same script, by induction over the halves of the bits:
//
//     |A| is at most the width;
//     if every bit of C is in A or in B, |C| is at most |A| + |B|. B may be empty.

import RuleEvaluation
import ShadowAlgebra

enum CountFacts {
  /// Counts of more bits than this are numbers of which only the facts are known.
  static let summedWidthMax = 16

  /// The facts about some counts.
  static func assertions(_ counts: [(bits: SMTTerm, count: SMTTerm)]) -> [String] {
    var lines: [String] = []
    for c in counts {
      let width = SMTTerm(BitVector(UInt128(c.bits.width), width: c.count.width))
      lines.append("(assert (bvule \(c.count.text) \(width.text)))")
      for (index, a) in counts.enumerated() {
        lines.append(
          "(assert (=> \(isPart(c.bits, of: a.bits.text)) (bvule \(c.count.text) \(a.count.text))))"
        )
        for b in counts[(index + 1)...] {
          let either = "(bvor \(a.bits.text) \(b.bits.text))"
          let sum = "(bvadd \(a.count.text) \(b.count.text))"
          lines.append(
            "(assert (=> \(isPart(c.bits, of: either)) (bvule \(c.count.text) \(sum))))")
        }
      }
    }
    return lines
  }

  private static func isPart(_ bits: SMTTerm, of whole: String) -> String {
    let zero = SMTTerm(BitVector(0, width: bits.width)).text
    return "(= (bvand \(bits.text) (bvnot \(whole))) \(zero))"
  }

  /// The proof of the facts: questions to which the answer must be "unsat".
  static let proof = [
    // One bit. Counts have two bits, so that their sum does not wrap.
    question(
      declaring: ["a", "b", "c"], width: 1,
      [
        "(= (bvand c (bvnot (bvor a b))) #b0)",
        "(not (bvule (concat #b0 c) (bvadd (concat #b0 a) (concat #b0 b))))",
      ]),
    // Two halves, of which the facts are known. Halves of 64 bits at most: no sum wraps in a byte.
    question(
      declaring: ["a1", "a2", "b1", "b2", "c1", "c2"], width: 8,
      ["a1", "a2", "b1", "b2", "c1", "c2"].map { "(bvule \($0) #x20)" } + [
        "(bvule c1 (bvadd a1 b1))", "(bvule c2 (bvadd a2 b2))",
        "(not (and (bvule (bvadd c1 c2) #x40)"
          + " (bvule (bvadd c1 c2) (bvadd (bvadd a1 a2) (bvadd b1 b2)))))",
      ]),
  ]

  private static func question(
    declaring names: [String], width: Int, _ assumptions: [String]
  ) -> String {
    (["(push)"] + names.map { "(declare-const \($0) (_ BitVec \(width)))" }
      + assumptions.map { "(assert \($0))" } + ["(check-sat)", "(pop)"]).joined(separator: "\n")
  }
}
