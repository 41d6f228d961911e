// and, or, xor. Source of the rules: Stepanov and Serebryany, "MemorySanitizer: fast detector of
// uninitialized memory use in C++", CGO 2015; LLVM 22 has the same formulas in longer form.

extension Simplifier {
  /// An initialized 0 decides a bit: `(Sa & (b | Sb)) | (a & Sb)`. Exact. 4 operations; a search
  /// through all shorter formulas finds none.
  mutating func bitwiseAnd(_ a: Operand, _ b: Operand) -> Value {
    if isClean(a) { return and(a.value, b.shadow) }
    return or(and(a.shadow, or(b.value, b.shadow)), and(a.value, b.shadow))
  }

  /// An initialized 1 decides a bit: `(Sa & (~b | Sb)) | (~a & Sb)`. Exact. 6 operations,
  /// which is the least too.
  mutating func bitwiseOr(_ a: Operand, _ b: Operand) -> Value {
    if isClean(b) { return and(a.shadow, not(b.value)) }
    if isClean(a) { return and(not(a.value), b.shadow) }
    return or(and(a.shadow, or(not(b.value), b.shadow)), and(not(a.value), b.shadow))
  }

  /// Nothing decides a bit: `Sa | Sb`. Exact for xor. LLVM 22 takes it for most arithmetic too,
  /// where it misses what a carry spreads.
  mutating func union(_ a: Operand, _ b: Operand) -> Value {
    or(a.shadow, b.shadow)
  }
}
