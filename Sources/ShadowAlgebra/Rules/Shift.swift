// shl, lshr, ashr. An amount that is not less than the width makes the application's result poison;
// any shadow will do then, but a rule's own shifts must stay in range.

extension Simplifier {
  /// With a clean amount, the shadow is shifted as the value is; with an uninitialized one all
  /// bits, unless the value is 0, which stays 0 whatever the amount. Sound; exact for a clean
  /// amount.
  mutating func shift(_ operation: Operation, _ a: Operand, _ b: Operand) -> Value {
    let shifted = shift(operation, a.shadow, by: b.value)
    if isClean(b) { return shifted }
    return select(isNonzero(b.shadow), spread(or(a.value, a.shadow)), shifted)
  }

  /// LLVM 22: the shadow shifted as the value is, or all bits if any bit of the amount is
  /// uninitialized.
  mutating func shiftLLVM(_ operation: Operation, _ a: Operand, _ b: Operand) -> Value {
    or(shift(operation, a.shadow, by: b.value), spread(b.shadow))
  }

  /// The value shifted, for an amount less than the width; for others any.
  mutating func shift(
    _ operation: Operation, _ value: Value, by amount: Value
  ) -> Value {
    if isZero(value) { return value }
    let amount = amountInRange(amount)
    return switch operation {
    case .shl: shl(value, amount)
    case .lshr: lshr(value, amount)
    case .ashr: ashr(value, amount)
    default: preconditionFailure("not a shift")
    }
  }

  /// The amount where it is less than the width; elsewhere some amount that is.
  private mutating func amountInRange(_ amount: Value) -> Value {
    let width = width(of: amount)
    if let known = knownConstant(amount) {
      return known < width ? amount : zero(like: amount)
    }
    if width & (width - 1) == 0 {
      return and(amount, constant(Int64(width - 1), like: amount))
    }
    let isInRange = compare(.ult, amount, constant(Int64(width), like: amount))
    return select(isInRange, amount, zero(like: amount))
  }
}
