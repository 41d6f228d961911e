// What a rule's formula goes through on its way to a builder: identities such as x | 0 = x. Shadows
// are clean constants so often that a rule's general formula then shrinks to the few operations
// that matter, and a rule needs no case for each operand that may be clean.
//
// Constants of constants are not computed here: every builder folds these by itself.

/// A builder that drops operations whose result is one of the operands, or a constant, and passes
/// on all others. The rules are extensions of it.
struct Simplifier<Base: ShadowBuilder> {
  typealias Value = Base.Value
  typealias Operand = ShadowedValue<Value>

  var base: Base

  init(_ base: Base) {
    self.base = base
  }

  /// True if all bits are known to be 0.
  func isZero(_ value: Value) -> Bool {
    base.knownConstant(value) == 0
  }

  /// True if all bits are known to be 1.
  func isOnes(_ value: Value) -> Bool {
    let width = base.width(of: value)
    return width <= 64 && base.knownConstant(value) == .max >> UInt64(64 - width)
  }

  /// True if the shadow is known to be clean, so that all bits of the value are initialized.
  func isClean(_ operand: Operand) -> Bool {
    isZero(operand.shadow)
  }

  /// The initialized value that is known while building.
  func known(_ operand: Operand) -> UInt64? {
    isClean(operand) ? base.knownConstant(operand.value) : nil
  }
}

extension Simplifier: ShadowBuilder {
  func width(of value: Value) -> Int { base.width(of: value) }

  mutating func constant(_ pattern: Int64, like value: Value) -> Value {
    base.constant(pattern, like: value)
  }

  func knownConstant(_ value: Value) -> UInt64? { base.knownConstant(value) }

  mutating func not(_ a: Value) -> Value { base.not(a) }

  mutating func and(_ a: Value, _ b: Value) -> Value {
    if isZero(a) || isOnes(b) { return a }
    if isZero(b) || isOnes(a) { return b }
    return base.and(a, b)
  }

  mutating func or(_ a: Value, _ b: Value) -> Value {
    if isZero(b) || isOnes(a) { return a }
    if isZero(a) || isOnes(b) { return b }
    return base.or(a, b)
  }

  mutating func xor(_ a: Value, _ b: Value) -> Value {
    if isZero(b) { return a }
    if isZero(a) { return b }
    return base.xor(a, b)
  }

  mutating func add(_ a: Value, _ b: Value) -> Value {
    if isZero(b) { return a }
    if isZero(a) { return b }
    return base.add(a, b)
  }

  mutating func sub(_ a: Value, _ b: Value) -> Value {
    isZero(b) ? a : base.sub(a, b)
  }

  mutating func mul(_ a: Value, _ b: Value) -> Value {
    if isZero(a) || knownConstant(b) == 1 { return a }
    if isZero(b) || knownConstant(a) == 1 { return b }
    return base.mul(a, b)
  }

  mutating func shl(_ a: Value, _ amount: Value) -> Value {
    isZero(a) || isZero(amount) ? a : base.shl(a, amount)
  }

  mutating func lshr(_ a: Value, _ amount: Value) -> Value {
    isZero(a) || isZero(amount) ? a : base.lshr(a, amount)
  }

  mutating func ashr(_ a: Value, _ amount: Value) -> Value {
    isZero(a) || isOnes(a) || isZero(amount) ? a : base.ashr(a, amount)
  }

  mutating func compare(_ predicate: Predicate, _ a: Value, _ b: Value) -> Value {
    if width(of: a) == 1, predicate == .ne, isZero(b) { return a }
    if predicate == .ult, isZero(b) { return zero(width: 1, like: b) }
    return base.compare(predicate, a, b)
  }

  mutating func select(_ condition: Value, _ a: Value, _ b: Value) -> Value {
    if let known = knownConstant(condition) { return known == 0 ? b : a }
    if let known = knownConstant(a), known == knownConstant(b) { return a }
    return base.select(condition, a, b)
  }

  mutating func truncate(_ a: Value, to width: Int) -> Value {
    width == self.width(of: a) ? a : base.truncate(a, to: width)
  }

  mutating func zeroExtend(_ a: Value, to width: Int) -> Value {
    width == self.width(of: a) ? a : base.zeroExtend(a, to: width)
  }

  mutating func signExtend(_ a: Value, to width: Int) -> Value {
    width == self.width(of: a) ? a : base.signExtend(a, to: width)
  }

  mutating func byteSwap(_ a: Value) -> Value { base.byteSwap(a) }
  mutating func bitReverse(_ a: Value) -> Value { base.bitReverse(a) }
  mutating func countLeadingZeros(_ a: Value) -> Value { base.countLeadingZeros(a) }
  mutating func countTrailingZeros(_ a: Value) -> Value { base.countTrailingZeros(a) }
  mutating func populationCount(_ a: Value) -> Value { base.populationCount(a) }

  mutating func extractBits(_ a: Value, _ mask: Value) -> Value {
    isZero(a) ? a : base.extractBits(a, mask)
  }

  mutating func depositBits(_ a: Value, _ mask: Value) -> Value {
    isZero(a) ? a : base.depositBits(a, mask)
  }

  mutating func funnelShiftLeft(_ high: Value, _ low: Value, _ amount: Value) -> Value {
    isZero(low) || isZero(amount) ? shl(high, amount) : base.funnelShiftLeft(high, low, amount)
  }

  mutating func funnelShiftRight(_ high: Value, _ low: Value, _ amount: Value) -> Value {
    isZero(high) || isZero(amount) ? lshr(low, amount) : base.funnelShiftRight(high, low, amount)
  }
}
