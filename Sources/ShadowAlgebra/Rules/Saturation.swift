// uadd.sat, sadd.sat, usub.sat, ssub.sat, ushl.sat, sshl.sat. LLVM 22 takes the union of the
// shadows. These rules are ours.

extension Simplifier {
  /// `low` and `high` give the least and the greatest result before it is cut off. If neither
  /// leaves the range, the shadow of the plain operation; if both leave it on the same side, the
  /// result is known; otherwise all bits. Sound.
  mutating func saturation(_ operation: OverflowOperation, _ a: Operand, _ b: Operand) -> Value {
    switch operation {
    case .uadd:
      // Less than an addend: a carry.
      let (lowB, highB) = bounds(b)
      let bounds = sum(a, b)
      return saturation(
        always: compare(.ult, bounds.low, lowB),
        sometimes: compare(.ult, bounds.high, highB), bounds.shadow)
    case .usub:
      let (lowA, highA) = bounds(a)
      let (lowB, highB) = bounds(b)
      return saturation(
        always: compare(.ult, highA, lowB),
        sometimes: compare(.ult, lowA, highB), difference(a, b).shadow)
    default:
      let bounds = signedBounds(operation, a, b)
      // Both leave on the same side: neither stays, and the wrapped results have the same sign.
      let otherwise = or(bounds.lowStays, bounds.highStays)
      let always = not(isNegative(or(otherwise, xor(bounds.low, bounds.high))))
      let sometimes = not(isNegative(and(bounds.lowStays, bounds.highStays)))
      return saturation(always: always, sometimes: sometimes, bounds.shadow)
    }
  }

  private mutating func saturation(
    always: Value, sometimes: Value, _ shadow: Value
  ) -> Value {
    let partly = select(sometimes, ones(like: shadow), shadow)
    return select(always, zero(like: shadow), partly)
  }

  /// Saturating shifts occur in fixed-point arithmetic only: all bits, if any is uninitialized.
  /// Sound.
  mutating func saturatingShift(_ a: Operand, _ b: Operand) -> Value {
    spread(union(a, b))
  }
}
