// ctpop, ctlz, cttz. In all three the result is monotone in the operand, so that the two extreme
// fillings bound it. These rules are ours; LLVM 22's are given below.

extension Simplifier {
  /// Every count between the two extremes is attained, so the bits up to the highest one in which
  /// they differ are uninitialized: `downward(popcount(amin) ^ popcount(amax))`. Exact.
  mutating func populationCount(_ a: Operand) -> Value {
    let high: Value = populationCount(or(a.value, a.shadow))
    let low = sub(high, populationCount(a.shadow))
    return downwardCount(xor(low, high))
  }

  /// `downward(count(amin) ^ count(amax))`. Not every count between the extremes is attained:
  /// sound, and whether any bit is uninitialized is exact.
  mutating func zeroCount(leading: Bool, _ a: Operand) -> Value {
    let (low, high) = bounds(a)
    let most = leading ? countLeadingZeros(low) : countTrailingZeros(low)
    let least = leading ? countLeadingZeros(high) : countTrailingZeros(high)
    return downwardCount(xor(most, least))
  }

  /// `downward`, of a value no greater than twice the width.
  private mutating func downwardCount(_ value: Value) -> Value {
    let width = width(of: value)
    return downward(value, bits: Int.bitWidth - width.leadingZeroBitCount)
  }

  /// LLVM 22: all bits, if the operand is not clean and its highest (lowest) uninitialized bit is
  /// not beyond its highest (lowest) set bit.
  mutating func zeroCountLLVM(leading: Bool, _ a: Operand) -> Value {
    let count = leading ? countLeadingZeros(a.value) : countTrailingZeros(a.value)
    let clean = leading ? countLeadingZeros(a.shadow) : countTrailingZeros(a.shadow)
    let isUnknown = and(compare(.uge, count, clean), isNonzero(a.shadow))
    return signExtend(isUnknown, to: width(of: a.shadow))
  }
}
