// add and sub. Source of the rules: the interval rule of Valgrind's Memcheck (`expensiveAddSub` in
// mc_translate.c), here with fewer operations. LLVM 22 takes the union of the shadows.

/// What adding or subtracting two partly uninitialized operands can give.
struct SumBounds<Value> {
  /// The least and the greatest result, modulo 2^width. Both are attained.
  var low: Value
  var high: Value
  /// The result's shadow.
  var shadow: Value
}

extension Simplifier {
  /// Carries spread upwards from uninitialized bits, but only as far as the two extreme sums
  /// differ: `(Sa | Sb) | (low ^ high)`, where `high` has all uninitialized bits 1 and
  /// `low = high - Sa - Sb`. Exact. 8 operations; 5 where one operand is clean.
  mutating func sum(_ a: Operand, _ b: Operand) -> SumBounds<Value> {
    let high = add(or(a.value, a.shadow), or(b.value, b.shadow))
    return bounds(low: sub(sub(high, a.shadow), b.shadow), high: high, a, b)
  }

  /// `(Sa | Sb) | (low ^ high)`, where `low` and `high` are `(a | Sa) - (b | Sb)` less `Sa` and
  /// plus `Sb`. Exact. 8 operations; 5 where one operand is clean.
  mutating func difference(_ a: Operand, _ b: Operand) -> SumBounds<Value> {
    let middle = sub(or(a.value, a.shadow), or(b.value, b.shadow))
    return bounds(low: sub(middle, a.shadow), high: add(middle, b.shadow), a, b)
  }

  private mutating func bounds(
    low: Value, high: Value, _ a: Operand, _ b: Operand
  ) -> SumBounds<Value> {
    SumBounds(
      low: low, high: high, shadow: or(xor(high, low), or(a.shadow, b.shadow)))
  }

  /// Shadow of `a + b`. Exact.
  mutating func addition(_ a: Operand, _ b: Operand) -> Value {
    if spreadsNoCarry(b) { return a.shadow }
    if spreadsNoCarry(a) { return b.shadow }
    return sum(a, b).shadow
  }

  /// Shadow of `a - b`. Exact.
  mutating func subtraction(_ a: Operand, _ b: Operand) -> Value {
    if spreadsNoCarry(b) { return a.shadow }
    if isClean(a), isOnes(a.value) { return b.shadow }
    return difference(a, b).shadow
  }

  /// Adding 0 changes nothing, and adding the sign bit only flips a bit.
  private func spreadsNoCarry(_ a: Operand) -> Bool {
    guard let known = known(a) else { return false }
    let width = width(of: a.value)
    return known == 0 || (width <= 64 && known == 1 << UInt64(width - 1))
  }
}
