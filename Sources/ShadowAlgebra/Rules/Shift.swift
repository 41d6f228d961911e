// shl, lshr, ashr. An amount that is not less than the width makes the application's result poison;
// any shadow will do then, but a rule's own shifts must stay in range.

extension Simplifier {
  /// With a clean amount, the shadow is shifted as the value is. With an uninitialized one, no bit
  /// is surely known but those that the least amount already fixes:
  /// - shl: no bit can be set below `lowest(a | Sa) << bmin`;
  /// - lshr: no bit can be set above what is left after `bmin` steps;
  /// and 0 stays 0 whatever the amount. Sound; exact for a clean amount.
  mutating func shift(_ operation: Operation, _ a: Operand, _ b: Operand) -> Value {
    let least = amountInRange(bounds(b).low)
    guard !isClean(b) else { return shift(operation, a.shadow, least) }
    let any = or(a.value, a.shadow)
    let isUnknown = isNonzero(b.shadow)
    if operation == .shl {
      let shifted = shl(select(isUnknown, any, a.shadow), least)
      return select(isUnknown, upward(shifted), shifted)
    }
    return shift(operation, select(isUnknown, spread(any), a.shadow), least)
  }

  /// LLVM 22: the shadow shifted as the value is, or all bits if any bit of the amount is
  /// uninitialized.
  mutating func shiftLLVM(_ operation: Operation, _ a: Operand, _ b: Operand) -> Value {
    or(shift(operation, a.shadow, amountInRange(b.value)), spread(b.shadow))
  }

  private mutating func shift(
    _ operation: Operation, _ value: Value, _ amount: Value
  ) -> Value {
    switch operation {
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
