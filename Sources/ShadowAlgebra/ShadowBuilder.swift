// The small set of primitives that a propagation rule is written in. Three types conform: one emits
// LLVM IR (in Instrumentation), one computes on integers, one prints SMT-LIB.

/// Integer comparisons, LLVM's ten.
public enum Predicate: String, CaseIterable, Sendable {
  case eq, ne, ugt, uge, ult, ule, sgt, sge, slt, sle
}

/// What a rule may do. A `Value` is a bit vector of a fixed width, or a vector of such lanes (then
/// every primitive works lane by lane).
public protocol ShadowBuilder {
  associatedtype Value

  /// Bits of one lane.
  func width(of value: Value) -> Int
  /// The constant whose bits are `pattern`'s low bits (sign-extended from 64 bits when wider), in
  /// every lane, of the same type as `value`.
  mutating func constant(_ pattern: Int64, like value: Value) -> Value
  /// The value, when it is known while building: the same constant in every lane, as an unsigned
  /// number that fits 64 bits. A builder may answer nil for lanes wider than 64 bits, but then the
  /// rules emit more for them than they need, even where a shadow is clean.
  func knownConstant(_ value: Value) -> UInt64?

  mutating func not(_ a: Value) -> Value
  mutating func and(_ a: Value, _ b: Value) -> Value
  mutating func or(_ a: Value, _ b: Value) -> Value
  mutating func xor(_ a: Value, _ b: Value) -> Value
  mutating func add(_ a: Value, _ b: Value) -> Value
  mutating func sub(_ a: Value, _ b: Value) -> Value
  mutating func mul(_ a: Value, _ b: Value) -> Value
  /// Shifts: the amount must be less than the width in every execution.
  mutating func shl(_ a: Value, _ amount: Value) -> Value
  mutating func lshr(_ a: Value, _ amount: Value) -> Value
  mutating func ashr(_ a: Value, _ amount: Value) -> Value
  /// One-bit result (per lane).
  mutating func compare(_ predicate: Predicate, _ a: Value, _ b: Value) -> Value
  /// `condition` is one bit wide (per lane).
  mutating func select(_ condition: Value, _ a: Value, _ b: Value) -> Value
  mutating func truncate(_ a: Value, to width: Int) -> Value
  mutating func zeroExtend(_ a: Value, to width: Int) -> Value
  mutating func signExtend(_ a: Value, to width: Int) -> Value
  mutating func byteSwap(_ a: Value) -> Value
  mutating func bitReverse(_ a: Value) -> Value
  /// Counts of zero bits are the width where the operand is zero; that is not poison.
  mutating func countLeadingZeros(_ a: Value) -> Value
  mutating func countTrailingZeros(_ a: Value) -> Value
  mutating func populationCount(_ a: Value) -> Value
  /// The bits of `a` that `mask` selects, moved together to the low end.
  mutating func extractBits(_ a: Value, _ mask: Value) -> Value
  /// The low bits of `a`, moved to the places that `mask` selects. A builder for a target may know both
  /// only for the widths and targets that have them as instructions.
  mutating func depositBits(_ a: Value, _ mask: Value) -> Value

  /// The high half of `high:low << amount`; the amount must be less than the width, which is at
  /// least 2. Made of shifts by default; a builder whose target has the instruction should use it.
  mutating func funnelShiftLeft(_ high: Value, _ low: Value, _ amount: Value) -> Value
  /// The low half of `high:low >> amount`; otherwise as `funnelShiftLeft`.
  mutating func funnelShiftRight(_ high: Value, _ low: Value, _ amount: Value) -> Value
}

extension ShadowBuilder {
  public mutating func funnelShiftLeft(_ high: Value, _ low: Value, _ amount: Value) -> Value {
    let width = width(of: high)
    if let known = knownConstant(amount) {
      if known == 0 { return high }
      let rest = constant(Int64(width) - Int64(known), like: low)
      return or(shl(high, amount), lshr(low, rest))
    }
    // Two steps, because the whole distance would be the width where the amount is 0.
    let rest = sub(constant(Int64(width - 1), like: low), amount)
    return or(shl(high, amount), lshr(lshr(low, constant(1, like: low)), rest))
  }

  public mutating func funnelShiftRight(_ high: Value, _ low: Value, _ amount: Value) -> Value {
    let width = width(of: high)
    if let known = knownConstant(amount) {
      if known == 0 { return low }
      let rest = constant(Int64(width) - Int64(known), like: high)
      return or(shl(high, rest), lshr(low, amount))
    }
    let rest = sub(constant(Int64(width - 1), like: high), amount)
    return or(shl(shl(high, constant(1, like: high)), rest), lshr(low, amount))
  }
}

/// A value beside its shadow; both have the same width.
public struct ShadowedValue<Value> {
  public var value: Value
  public var shadow: Value
  public init(value: Value, shadow: Value) {
    self.value = value
    self.shadow = shadow
  }
}
