// uadd, sadd, usub, ssub with overflow (multiplication has a file of its own). LLVM 22 calls the
// overflow bit uninitialized if any bit of the operands is. These rules are ours.

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
    _ operation: OverflowOperation, _ a: Operand, _ b: Operand
  ) -> OverflowShadow {
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
    }
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
  mutating func overflowLLVM(_ a: Operand, _ b: Operand) -> OverflowShadow {
    let shadow = union(a, b)
    return (shadow, isNonzero(shadow))
  }
}
