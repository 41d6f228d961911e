// icmp, ucmp, scmp. Source of the relational rule: LLVM 22 (`handleRelationalComparisonExact`); the
// forms with one comparison, for equality and for a clean operand, are ours.

extension Simplifier {
  /// Shadow of a comparison, one bit. Exact.
  mutating func comparison(_ predicate: Predicate, _ a: Operand, _ b: Operand) -> Value {
    switch predicate {
    case .eq, .ne: equality(a, b)
    case .ult, .uge: less(a, b)
    case .ugt, .ule: less(b, a)
    case .slt, .sge: signedLess(a, b)
    case .sgt, .sle: signedLess(b, a)
    }
  }

  /// Two values may be equal and may differ iff some bit is uninitialized and no initialized bit
  /// differs. With `u = Sa | Sb`, this is `u ≠ 0` and `(a ^ b) | u = u`; since the left side of the
  /// latter is `u` or greater, one comparison tells both: `((a ^ b) | u) - 1 < u`. Exact.
  mutating func equality(_ a: Operand, _ b: Operand) -> Value {
    let shadow = union(a, b)
    if width(of: shadow) == 1 { return shadow }
    let different = or(xor(a.value, b.value), shadow)
    return compare(.ult, sub(different, constant(1, like: different)), shadow)
  }

  /// `a < b` is undecided iff the bounds decide it in different ways:
  /// `(amin < bmax) ≠ (amax < bmin)`. With a clean `b` this is `amin < b ≤ amax`, in one comparison
  /// `amax - b < Sa`; with a clean `a`, `bmax - (a + 1) < Sb`. Exact.
  mutating func less(_ a: Operand, _ b: Operand) -> Value {
    if isClean(b) {
      return compare(.ult, sub(or(a.value, a.shadow), b.value), a.shadow)
    }
    if isClean(a) {
      let next = add(a.value, constant(1, like: a.value))
      return compare(.ult, sub(or(b.value, b.shadow), next), b.shadow)
    }
    let (a, b) = (bounds(a), bounds(b))
    return xor(compare(.ult, a.low, b.high), compare(.ult, a.high, b.low))
  }

  /// As `less`, in signed order. Comparing with 0 or -1 asks only for the sign. Exact.
  mutating func signedLess(_ a: Operand, _ b: Operand) -> Value {
    if known(b) == 0 { return isNegative(a.shadow) }
    if isClean(a), isOnes(a.value) { return isNegative(b.shadow) }
    return less(biased(a), biased(b))
  }

  /// A three-way comparison gives -1, 0 or 1: bit 0 is "different", all others are "less". Exact.
  mutating func threeWay(signed: Bool, to width: Int, _ a: Operand, _ b: Operand) -> Value {
    let isLess = signed ? signedLess(a, b) : less(a, b)
    let clean = zero(width: width, like: a.shadow)
    let high = select(isLess, constant(-2, like: clean), clean)
    return or(high, zeroExtend(equality(a, b), to: width))
  }

  /// LLVM 22: the union of the shadows, truncated or zero-extended to the result's width.
  mutating func threeWayLLVM(to width: Int, _ a: Operand, _ b: Operand) -> Value {
    let shadow = union(a, b)
    return width < self.width(of: shadow)
      ? truncate(shadow, to: width) : zeroExtend(shadow, to: width)
  }
}
