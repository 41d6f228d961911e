// select. Source of the rule: LLVM 22.

extension Simplifier {
  /// A clean condition chooses a shadow. With an uninitialized one, a bit is known only if it is
  /// initialized in both values and the same: `Sc ? (a ^ b) | Sa | Sb : (c ? Sa : Sb)`. Exact.
  mutating func selection(_ condition: Operand, _ a: Operand, _ b: Operand) -> Value {
    let chosen = select(condition.value, a.shadow, b.shadow)
    if isClean(condition) { return chosen }
    return select(condition.shadow, or(xor(a.value, b.value), union(a, b)), chosen)
  }
}
