// uadd, sadd, usub, ssub with overflow, and with a carry (multiplication has a file of its own). LLVM 22
// calls the overflow bit uninitialized if any bit of the operands is. These rules are ours.

/// What a signed addition or subtraction can give, in signed order.
struct SignedBounds<Value> {
  /// The least and the greatest result, wrapped.
  var low: Value
  var high: Value
  /// In their sign bits: whether these were in the signed range before.
  var lowStays: Value
  var highStays: Value
  /// The shadow of the wrapped result.
  var shadow: Value
}

extension Simplifier {
  typealias OverflowShadow = (value: Value, overflow: Value)

  /// The value has the shadow of the plain operation. The overflow bit is uninitialized iff the
  /// least and the greatest result do not agree on it. Exact.
  mutating func overflow(
    _ operation: OverflowOperation, _ operands: [Operand]
  ) -> OverflowShadow {
    let (a, b) = (operands[0], operands[1])
    switch operation {
    case .uadd: return additionOverflow(a, b)
    case .usub: return (difference(a, b).shadow, less(a, b))
    case .sadd where isClean(b): return signedOverflow(biased(a), b)
    case .sadd where isClean(a): return signedOverflow(biased(b), a)
    case .ssub where isClean(b):
      // In biased order a - b leaves the range where it wraps, whichever sign b has.
      let bounds = difference(biased(a), b)
      return (bounds.shadow, compare(.ult, bounds.high, a.shadow))
    case .sadd, .ssub:
      let bounds = signedBounds(operation, a, b)
      // They differ, or leave the range on different sides.
      let differ = xor(bounds.lowStays, bounds.highStays)
      let part = and(xor(bounds.low, bounds.high), not(bounds.lowStays))
      return (bounds.shadow, isNegative(or(differ, part)))
    case .umul, .smul:
      return (multiplication(a, b), multiplicationOverflow(signed: operation == .smul, a, b))
    case .addcarry, .subborrow:
      return withCarry(operation == .addcarry ? .uadd : .usub, a, b, operands[2])
    }
  }

  /// The carry `c` stands one place below the operands: `a + b + c = (2a + 1) + (2b + c) >> 1`, and
  /// `a - b - c = 2a - (2b + c) >> 1`, with the same overflow. Exact, since the rules for these are.
  private mutating func withCarry(
    _ operation: OverflowOperation, _ a: Operand, _ b: Operand, _ carry: Operand
  ) -> OverflowShadow {
    let width = width(of: a.value)
    let zero = zero(width: 1, like: carry.value)
    let one = operation == .uadd ? not(zero) : zero
    let wide = overflow(
      operation, [appended(a, Operand(value: one, shadow: zero)), appended(b, carry)])
    let shadow = lshr(wide.value, constant(1, like: wide.value))
    return (truncate(shadow, to: width), wide.overflow)
  }

  /// With one more bit at the low end.
  private mutating func appended(_ a: Operand, _ bit: Operand) -> Operand {
    let width = width(of: a.value) + 1
    return Operand(
      value: appended(a.value, bit.value, width), shadow: appended(a.shadow, bit.shadow, width))
  }

  private mutating func appended(_ value: Value, _ bit: Value, _ width: Int) -> Value {
    let wide = zeroExtend(value, to: width)
    return or(shl(wide, constant(1, like: wide)), zeroExtend(bit, to: width))
  }

  /// With a clean addend, a sum is undecided iff `amin + b` does not wrap and `amax + b` does. Then
  /// `amax + b`, wrapped, is less than `Sa = amax - amin`: one comparison.
  private mutating func additionOverflow(_ a: Operand, _ b: Operand) -> OverflowShadow {
    let bounds = sum(a, b)
    if isClean(b) { return (bounds.shadow, compare(.ult, bounds.high, a.shadow)) }
    if isClean(a) { return (bounds.shadow, compare(.ult, bounds.high, b.shadow)) }
    let (lowA, highA) = self.bounds(a)
    let overflow = xor(
      compare(.ult, bounds.high, highA), compare(.ult, bounds.low, lowA))
    return (bounds.shadow, overflow)
  }

  /// The same for a signed sum: with `a` in biased order, it leaves the range where it wraps as an
  /// unsigned number, whichever sign `b` has. The bias changes both bounds alike, hence no shadow.
  private mutating func signedOverflow(_ a: Operand, _ b: Operand) -> OverflowShadow {
    let bounds = sum(a, b)
    return (bounds.shadow, compare(.ult, bounds.high, a.shadow))
  }

  /// Bounds in signed order. A sum leaves the range iff both addends have the sign that the wrapped
  /// sum has not.
  mutating func signedBounds(
    _ operation: OverflowOperation, _ a: Operand, _ b: Operand
  ) -> SignedBounds<Value> {
    let (a, b) = (biased(a), biased(b))
    let (lowA, highA) = bounds(a)
    let (lowB, highB) = bounds(b)
    let isSum = operation == .sadd
    let sums = isSum ? sum(a, b) : difference(a, b)
    // The bias inverts the signs of the operands, not that of the result.
    let lowStays = stays(isSum, lowA, isSum ? lowB : highB, sums.low)
    let highStays = stays(isSum, highA, isSum ? highB : lowB, sums.high)
    return SignedBounds(
      low: sums.low, high: sums.high, lowStays: lowStays, highStays: highStays,
      shadow: sums.shadow)
  }

  /// In its sign bit: does `a + b` or `a - b` stay in the signed range? Operands are biased.
  private mutating func stays(_ isSum: Bool, _ a: Value, _ b: Value, _ result: Value) -> Value {
    let other = isSum ? xor(b, result) : not(xor(a, b))
    return or(xor(a, result), other)
  }

  /// LLVM 22: the union of the shadows; the overflow bit is uninitialized if any bit is.
  mutating func overflowLLVM(_ operands: [Operand]) -> OverflowShadow {
    let width = width(of: operands[0].shadow)
    var shadow = union(operands[0], operands[1])
    if operands.count == 3 { shadow = or(shadow, zeroExtend(operands[2].shadow, to: width)) }
    return (shadow, isNonzero(shadow))
  }
}
