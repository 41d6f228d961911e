// abs. LLVM 22 takes the operand's shadow. This rule is ours.

extension Simplifier {
  /// A clean sign chooses between the shadows of `a` and of `-a`; an uninitialized one allows both,
  /// so that every bit in which the two differ is added. Sound.
  mutating func absoluteValue(_ a: Operand) -> Value {
    let clean = zero(like: a.value)
    let negated = difference(Operand(value: clean, shadow: clean), a).shadow
    let either = or(negated, xor(a.value, sub(clean, a.value)))
    let decided = select(isNegative(a.value), negated, a.shadow)
    return select(isNegative(a.shadow), either, decided)
  }
}
