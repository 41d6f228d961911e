// udiv, sdiv, urem, srem. A divisor is a use: the pass checks it, because dividing by 0 traps. So a
// shadow that is asked for here mostly has a clean divisor, but the rules are sound for others too,
// for all fillings that do not trap. An exact rule would need divisions of its own.

extension Simplifier {
  /// Any uninitialized bit can change every bit of a quotient or remainder that the largest result
  /// reaches: `(Sa | Sb) ≠ 0 ? reach : 0`. Sound, and exact for udiv and urem by a known power of
  /// two.
  mutating func division(_ operation: Operation, _ a: Operand, _ b: Operand) -> Value {
    guard let divisor = known(b), divisor != 0 else { return spread(union(a, b)) }
    let width = width(of: a.value)
    let largest = UInt64.max >> UInt64(64 - min(width, 64))
    let isPowerOfTwo = isPowerOfTwo(divisor)
    switch operation {
    case .udiv where isPowerOfTwo:
      return lshr(a.shadow, constant(Int64(divisor.trailingZeroBitCount), like: a.shadow))
    case .udiv where width <= 64:
      return reach(largest / divisor, a)
    case .urem where isPowerOfTwo:
      return and(a.shadow, constant(Int64(bitPattern: divisor - 1), like: a.shadow))
    case .urem where width <= 64 || divisor >> 63 == 0:
      return reach(divisor - 1, a)
    default:
      return spread(a.shadow)
    }
  }

  /// All bits up to the highest one of `largest`, if any bit of `a` is uninitialized.
  private mutating func reach(_ largest: UInt64, _ a: Operand) -> Value {
    let mask = UInt64.max >> UInt64(largest.leadingZeroBitCount)
    return select(
      isNonzero(a.shadow), constant(Int64(bitPattern: mask), like: a.shadow), zero(like: a.shadow))
  }
}
