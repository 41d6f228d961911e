// What a rule gives, beside the truth.

import RuleEvaluation
import ShadowAlgebra

extension TruthTable {
  /// Compares a rule with the truth in all states: every value and shadow of all operands, with at
  /// least one uninitialized bit. Values that differ in uninitialized bits only have the same
  /// truth; each is tried, since a rule must not depend on these bits to be sound. `step` leaves
  /// out all but every `step`-th value, another one for each shadow; `isMeasured` may leave out
  /// others.
  public func measure(
    _ rules: RuleSet, _ kinds: [OperandKind]? = nil, step: UInt32 = 1,
    where isMeasured: ([BitVector]) -> Bool = { _ in true }
  ) -> Measurement {
    let kinds = kinds ?? Array(repeating: .unknown, count: operandWidths.count)
    let free = freeBits(kinds)
    var measurement = Measurement()
    for shadow in indices where shadow & ~free == 0 && shadow != 0 {
      let truths = truths(shadow: shadow)
      for index in stride(from: shadow % step, to: UInt32(indices.count), by: Int(step)) {
        guard let truth = truths[Int(index)], isMeasured(operands(index)) else { continue }
        compare(rules, kinds, index, shadow, truth, &measurement)
      }
    }
    return measurement
  }

  /// Compares a rule with the truth for every shadow of one value, drawn anew for each.
  public func measure(
    _ rules: RuleSet, sampledBy generator: inout some RandomNumberGenerator
  ) -> Measurement {
    let kinds = Array(repeating: OperandKind.unknown, count: operandWidths.count)
    var measurement = Measurement()
    for shadow in indices where shadow != 0 {
      let index = UInt32.random(in: indices, using: &generator)
      guard let truth = truth(index, shadow: shadow) else { continue }
      compare(rules, kinds, index, shadow, truth, &measurement)
    }
    return measurement
  }

  private func compare(
    _ rules: RuleSet, _ kinds: [OperandKind], _ index: UInt32, _ shadow: UInt32, _ truth: UInt32,
    _ measurement: inout Measurement
  ) {
    var offset: UInt32 = 0
    let states = zip(kinds, operandWidths).map { kind, width in
      defer { offset += UInt32(width) }
      let value = BitVector(UInt128(index >> offset), width: width)
      return kind.operand(value, UInt128(shadow >> offset))
    }
    var builder = IntegerBuilder()
    let result = builder.shadow(rule, states, rules: rules)
    measurement.note(shadow: result.bits, truth: UInt128(truth), states)
  }

  /// The bits that may be uninitialized.
  private func freeBits(_ kinds: [OperandKind]) -> UInt32 {
    var bits: UInt32 = 0
    var offset: UInt32 = 0
    for (kind, width) in zip(kinds, operandWidths) {
      if kind == .unknown { bits |= ((1 << UInt32(width)) - 1) << offset }
      offset += UInt32(width)
    }
    return bits
  }
}
