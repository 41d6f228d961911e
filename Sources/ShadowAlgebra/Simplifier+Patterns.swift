// Constants and bit patterns that several rules use.

extension Simplifier {
  mutating func zero(like value: Value) -> Value { constant(0, like: value) }
  mutating func ones(like value: Value) -> Value { constant(-1, like: value) }

  /// 0 with another lane width than `value`.
  mutating func zero(width: Int, like value: Value) -> Value {
    let zero = constant(0, like: value)
    let own = self.width(of: value)
    return width <= own ? truncate(zero, to: width) : zeroExtend(zero, to: width)
  }

  /// Only the highest bit set.
  mutating func signBit(like value: Value) -> Value {
    let width = width(of: value)
    if width <= 64 { return constant(Int64(bitPattern: 1 << UInt64(width - 1)), like: value) }
    return shl(constant(1, like: value), constant(Int64(width - 1), like: value))
  }

  /// All bits but the highest.
  mutating func signedMaximum(like value: Value) -> Value {
    not(signBit(like: value))
  }

  /// One bit: is any bit of `value` set?
  mutating func isNonzero(_ value: Value) -> Value {
    compare(.ne, value, zero(like: value))
  }

  /// One bit: the highest bit of `value`.
  mutating func isNegative(_ value: Value) -> Value {
    if isZero(value) { return zero(width: 1, like: value) }
    return compare(.slt, value, zero(like: value))
  }

  /// All bits, if any bit of `value` is set; otherwise none.
  mutating func spread(_ value: Value) -> Value {
    if isZero(value) { return value }
    return signExtend(isNonzero(value), to: width(of: value))
  }

  /// The lowest set bit and all bits above it.
  mutating func upward(_ value: Value) -> Value {
    or(value, sub(zero(like: value), value))
  }

  /// The highest set bit and all bits below it, of a value less than 2^`bits`.
  mutating func downward(_ value: Value, bits: Int) -> Value {
    var result = value
    var distance = 1
    while distance < min(bits, width(of: value)) {
      result = or(result, lshr(result, constant(Int64(distance), like: value)))
      distance *= 2
    }
    return result
  }

  /// The highest set bit and all bits below it, of a value that is not 0.
  mutating func downward(nonzero value: Value) -> Value {
    // The 1 keeps the shift in range where the caller's value is 0 and its result is not used.
    let leading = countLeadingZeros(or(value, constant(1, like: value)))
    return lshr(ones(like: value), leading)
  }

  /// The unsigned bounds of what an operand can be: uninitialized bits all 0, all 1. Both are
  /// attained.
  mutating func bounds(_ a: Operand) -> (low: Value, high: Value) {
    let high = or(a.value, a.shadow)
    return (xor(high, a.shadow), high)
  }

  /// The same operand with its sign bit flipped: signed order becomes unsigned order.
  mutating func biased(_ a: Operand) -> Operand {
    Operand(value: xor(a.value, signBit(like: a.value)), shadow: a.shadow)
  }
}
