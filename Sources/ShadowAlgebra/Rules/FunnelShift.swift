// fshl and fshr, of which rotations are the most frequent. Amounts count modulo the width.

extension Simplifier {
  /// With a clean amount, the shadows are shifted as the values are. Otherwise all bits, unless both
  /// values are 0. Only those bits of the amount matter that remain modulo the width. Sound; exact
  /// for a clean amount (at widths that are not powers of two: for a known amount).
  mutating func funnelShift(
    left: Bool, _ high: Operand, _ low: Operand, _ amount: Operand
  ) -> Value {
    let either = or(high.shadow, low.shadow)
    let any = or(or(high.value, low.value), either)
    guard let count = amountModuloWidth(amount) else {
      return spread(or(either, amount.shadow))
    }
    let shifted = funnelShift(left: left, high.shadow, low.shadow, count.value)
    if isClean(count) { return shifted }
    return select(isNonzero(count.shadow), spread(any), shifted)
  }

  /// LLVM 22: the shadows shifted as the values are, or all bits if any bit of the amount is
  /// uninitialized.
  mutating func funnelShiftLLVM(
    left: Bool, _ high: Operand, _ low: Operand, _ amount: Operand
  ) -> Value {
    guard let count = amountModuloWidth(amount) else {
      return spread(or(or(high.shadow, low.shadow), amount.shadow))
    }
    let shifted = funnelShift(left: left, high.shadow, low.shadow, count.value)
    return or(shifted, spread(amount.shadow))
  }

  private mutating func funnelShift(
    left: Bool, _ high: Value, _ low: Value, _ amount: Value
  ) -> Value {
    if width(of: amount) == 1 { return left ? high : low }
    return left ? funnelShiftLeft(high, low, amount) : funnelShiftRight(high, low, amount)
  }

  /// Nil where the remainder would take a division.
  private mutating func amountModuloWidth(_ amount: Operand) -> Operand? {
    let width = width(of: amount.value)
    if let known = known(amount) {
      let remainder = Int64(known % UInt64(width))
      return Operand(value: constant(remainder, like: amount.value), shadow: amount.shadow)
    }
    guard width & (width - 1) == 0 else { return nil }
    let mask = constant(Int64(width - 1), like: amount.value)
    return Operand(value: and(amount.value, mask), shadow: and(amount.shadow, mask))
  }
}
