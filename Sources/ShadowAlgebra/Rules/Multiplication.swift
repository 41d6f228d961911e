// mul. An exact rule would have to follow every carry; ours follows the lowest bit that can change.

extension Simplifier {
  /// Changing bit i of `a` changes the product by a multiple of `2^i * b`, so nothing below
  /// `lowest(Sa) * lowest(b | Sb)` changes, nor below `lowest(Sb) * lowest(a | Sa)`:
  /// `upward((Sa * (b | Sb)) | (Sb * (a | Sa)))`. Sound, and exact for a known power of two and 0.
  mutating func multiplication(_ a: Operand, _ b: Operand) -> Value {
    let changed = or(changedProduct(a, b), changedProduct(b, a))
    if isZero(changed) || isPowerOfTwo(known(a)) || isPowerOfTwo(known(b)) { return changed }
    return upward(changed)
  }

  /// Its lowest set bit is the lowest bit of the product that changes with `a`.
  private mutating func changedProduct(_ a: Operand, _ b: Operand) -> Value {
    isClean(a) ? a.shadow : mul(a.shadow, or(b.value, b.shadow))
  }

  /// LLVM 22: `Sa | Sb`, or for a constant `c` the shadow times the lowest set bit of `c`.
  mutating func multiplicationLLVM(_ a: Operand, _ b: Operand) -> Value {
    for (operand, factor) in [(a, known(b)), (b, known(a))] {
      guard let factor else { continue }
      let lowest = factor & (~factor &+ 1)
      return mul(operand.shadow, constant(Int64(bitPattern: lowest), like: operand.shadow))
    }
    return union(a, b)
  }

  func isPowerOfTwo(_ value: UInt64?) -> Bool {
    guard let value else { return false }
    return value & (value &- 1) == 0
  }
}
