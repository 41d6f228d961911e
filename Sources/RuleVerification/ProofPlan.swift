// Which proofs there are, and how wide.

import RuleEvaluation
import ShadowAlgebra

extension Rule {
  /// Bits of the values at which z3 4.8 proves the rule's soundness within a minute, 64 at most.
  /// Products of variables are hard for a solver, and so are bits that move by the bits of a mask.
  public var proofWidth: Int {
    switch self {
    case .operation(.mul), .overflowValue(.umul), .overflowValue(.smul): 8
    case .overflowBit(.umul): 16
    case .overflowBit(.smul): 8
    case .operation(.bits(.pext)), .operation(.bits(.clmul)): 8
    case .operation(.bits(.pdep)), .operation(.bits(.crc32)): 16
    case .overflowValue(.addcarry), .overflowBit(.addcarry), .overflowValue(.subborrow),
      .overflowBit(.subborrow):
      16
    case .vector(.pmaddwd), .vector(.pmaddubsw): 3
    case .vector(.pmulh), .vector(.pmulhu), .vector(.pmulhrs): 6
    case .vector(.psadbw): 24
    case .vector(.pavg): 32
    default: 64
    }
  }
}

extension SoundnessQuery {
  /// Every rule that promises soundness, for all kinds of operands that can be any value; at
  /// `width` bits, or at each rule's own width.
  public static func all(width: Int? = nil) -> [SoundnessQuery] {
    let widths = width.map { [$0] } ?? Set(Rule.all(width: 64).map(\.proofWidth)).sorted()
    return widths.flatMap { bits in
      Rule.all(width: bits).filter { width != nil || $0.proofWidth == bits }
        .flatMap { all($0, width: bits) }
    }
  }

  private static func all(_ rule: Rule, width: Int) -> [SoundnessQuery] {
    let combinations = OperandKind.combinations(rule.operandCount, of: [.unknown, .clean])
    return combinations.compactMap { kinds in
      let precision = rule.precision(in: .kmsan, kinds, width: width)
      guard kinds.contains(.unknown), precision != .heuristic else { return nil }
      return SoundnessQuery(rule, width: width, kinds)
    }
  }
}
