// smin, smax, umin, umax. LLVM 22 takes the union of the shadows. These rules are ours.

extension Simplifier {
  /// Shadow of the lesser or the greater of two values. If the bounds decide which one it is, its
  /// shadow. Otherwise either may come out, but not in every filling: for the minimum,
  /// `(amin ^ bmin) | (Sa & downward(bmax - amin)) | (Sb & downward(amax - bmin))`, since a set bit
  /// greater than `bmax - amin` makes `a` too great to be the minimum. The maximum is the same with
  /// `amax ^ bmax`. Exact.
  mutating func extremum(maximum: Bool, signed: Bool, _ a: Operand, _ b: Operand) -> Value {
    if signed {
      if known(b) == 0 { return extremumWithZero(maximum: maximum, a) }
      if known(a) == 0 { return extremumWithZero(maximum: maximum, b) }
      return extremum(maximum: maximum, biased(a), biased(b))
    }
    return extremum(maximum: maximum, a, b)
  }

  private mutating func extremum(maximum: Bool, _ a: Operand, _ b: Operand) -> Value {
    if isClean(b) { return extremum(maximum: maximum, a, clean: b.value) }
    if isClean(a) { return extremum(maximum: maximum, b, clean: a.value) }
    let (lowA, highA) = bounds(a)
    let (lowB, highB) = bounds(b)
    let fromA = and(a.shadow, downward(nonzero: maximum ? sub(highA, lowB) : sub(highB, lowA)))
    let fromB = and(b.shadow, downward(nonzero: maximum ? sub(highB, lowA) : sub(highA, lowB)))
    let different = maximum ? xor(highA, highB) : xor(lowA, lowB)
    let mixed = or(different, or(fromA, fromB))
    let isBelow = compare(.ule, highA, lowB)
    let isAbove = compare(.ule, highB, lowA)
    let (below, above) = maximum ? (b.shadow, a.shadow) : (a.shadow, b.shadow)
    return select(isBelow, below, select(isAbove, above, mixed))
  }

  /// With a clean `b` and `d = amin ^ b` or `amax ^ b`: `(d | Sa) & downward(d)`.
  private mutating func extremum(maximum: Bool, _ a: Operand, clean b: Value) -> Value {
    let (low, high) = bounds(a)
    let different = xor(maximum ? high : low, b)
    let mixed = and(or(different, a.shadow), downward(nonzero: different))
    let isBelow = compare(.ule, high, b)
    let isAbove = compare(.ule, b, low)
    let clean = zero(like: b)
    let (below, above) = maximum ? (clean, a.shadow) : (a.shadow, clean)
    return select(isBelow, below, select(isAbove, above, mixed))
  }

  /// `max(a, 0)` and `min(a, 0)`: the sign alone decides between `a` and 0.
  private mutating func extremumWithZero(maximum: Bool, _ a: Operand) -> Value {
    let clean = zero(like: a.shadow)
    let isNegative = isNegative(a.value)
    let decided =
      maximum ? select(isNegative, clean, a.shadow) : select(isNegative, a.shadow, clean)
    var mixed = or(a.value, a.shadow)
    if maximum { mixed = and(mixed, signedMaximum(like: mixed)) }
    return select(self.isNegative(a.shadow), mixed, decided)
  }
}
