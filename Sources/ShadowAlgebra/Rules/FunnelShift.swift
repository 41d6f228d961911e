// fshl and fshr, of which rotations are the most frequent. Amounts count modulo the width.

extension Simplifier {
  /// With a clean amount, the shadows are shifted as the values are. Otherwise all bits, unless
  /// both values are 0. Only those bits of the amount matter that remain modulo the width. Sound;
  /// exact for a clean amount (at widths that are not powers of two: for a known amount).
  mutating func funnelShift(
    left: Bool, _ high: Operand, _ low: Operand, _ amount: Operand
  ) -> Value {
    guard let shadow = moduloWidth(amount.shadow),
      let shifted = funnelShift(left: left, high.shadow, low.shadow, amount.value)
    else { return spread(or(union(high, low), amount.shadow)) }
    if isZero(shadow) { return shifted }
    let any = or(or(high.value, low.value), union(high, low))
    return select(isNonzero(shadow), spread(any), shifted)
  }

  /// LLVM 22: the shadows shifted as the values are, or all bits if any bit of the amount is
  /// uninitialized.
  mutating func funnelShiftLLVM(
    left: Bool, _ high: Operand, _ low: Operand, _ amount: Operand
  ) -> Value {
    guard let shifted = funnelShift(left: left, high.shadow, low.shadow, amount.value) else {
      return spread(or(union(high, low), amount.shadow))
    }
    return or(shifted, spread(amount.shadow))
  }

  /// Nil where `moduloWidth` is.
  private mutating func funnelShift(
    left: Bool, _ high: Value, _ low: Value, _ amount: Value
  ) -> Value? {
    if isZero(high), isZero(low) { return high }
    if width(of: amount) == 1 { return left ? high : low }
    guard let count = moduloWidth(amount) else { return nil }
    return left ? funnelShiftLeft(high, low, count) : funnelShiftRight(high, low, count)
  }

  /// Nil where the remainder would take a division.
  private mutating func moduloWidth(_ amount: Value) -> Value? {
    let width = width(of: amount)
    if let known = knownConstant(amount) {
      return constant(Int64(known % UInt64(width)), like: amount)
    }
    guard width & (width - 1) == 0 else { return nil }
    return and(amount, constant(Int64(width - 1), like: amount))
  }
}
