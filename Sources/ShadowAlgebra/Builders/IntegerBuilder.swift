// The builder that computes: rules applied to numbers, for the oracle and for unit tests.

/// A bit vector of 1 to 128 bits.
public struct BitVector: Hashable, Sendable {
  /// Bits beyond the width are 0.
  public let bits: UInt128
  public let width: Int
  /// Whether rules may treat the vector as a constant. Operations on constants give constants.
  public let isKnown: Bool

  /// Takes the low `width` bits.
  public init(_ bits: UInt128, width: Int, isKnown: Bool = false) {
    assert(1...128 ~= width)
    self.bits = bits & (UInt128.max >> UInt128(128 &- width))
    self.width = width
    self.isKnown = isKnown
  }

  /// The vector as a number in two's complement.
  public var signed: Int128 {
    let shift = Int128(128 &- width)
    return (Int128(truncatingIfNeeded: bits) &<< shift) &>> shift
  }
}

/// Computes shadows. Counts the operations that another builder would have emitted.
public struct IntegerBuilder: ShadowBuilder {
  public typealias Value = BitVector

  /// Operations so far, without those on constants only.
  public private(set) var operationCount = 0

  public init() {}

  public func width(of value: Value) -> Int { value.width }

  public func constant(_ pattern: Int64, like value: Value) -> Value {
    Value(UInt128(truncatingIfNeeded: pattern), width: value.width, isKnown: true)
  }

  public func knownConstant(_ value: Value) -> UInt64? {
    value.isKnown ? UInt64(exactly: value.bits) : nil
  }

  public mutating func not(_ a: Value) -> Value { unary(a, ~a.bits) }
  public mutating func and(_ a: Value, _ b: Value) -> Value { binary(a, b, a.bits & b.bits) }
  public mutating func or(_ a: Value, _ b: Value) -> Value { binary(a, b, a.bits | b.bits) }
  public mutating func xor(_ a: Value, _ b: Value) -> Value { binary(a, b, a.bits ^ b.bits) }
  public mutating func add(_ a: Value, _ b: Value) -> Value { binary(a, b, a.bits &+ b.bits) }
  public mutating func sub(_ a: Value, _ b: Value) -> Value { binary(a, b, a.bits &- b.bits) }
  public mutating func mul(_ a: Value, _ b: Value) -> Value { binary(a, b, a.bits &* b.bits) }

  public mutating func shl(_ a: Value, _ amount: Value) -> Value {
    precondition(amount.bits < a.width, "shift out of range")
    return binary(a, amount, a.bits &<< amount.bits)
  }

  public mutating func lshr(_ a: Value, _ amount: Value) -> Value {
    precondition(amount.bits < a.width, "shift out of range")
    return binary(a, amount, a.bits &>> amount.bits)
  }

  public mutating func ashr(_ a: Value, _ amount: Value) -> Value {
    precondition(amount.bits < a.width, "shift out of range")
    return binary(a, amount, UInt128(bitPattern: a.signed &>> Int128(bitPattern: amount.bits)))
  }

  public mutating func compare(_ predicate: Predicate, _ a: Value, _ b: Value) -> Value {
    precondition(a.width == b.width, "operands of different widths")
    return emit(predicate.holds(a, b) ? 1 : 0, width: 1, isKnown: a.isKnown && b.isKnown)
  }

  public mutating func select(_ condition: Value, _ a: Value, _ b: Value) -> Value {
    precondition(condition.width == 1 && a.width == b.width, "operands of different widths")
    if condition.isKnown { return condition.bits == 0 ? b : a }
    return emit(condition.bits == 0 ? b.bits : a.bits, width: a.width, isKnown: false)
  }

  public mutating func truncate(_ a: Value, to width: Int) -> Value {
    precondition(width < a.width, "truncation to more bits")
    return emit(a.bits, width: width, isKnown: a.isKnown)
  }

  public mutating func zeroExtend(_ a: Value, to width: Int) -> Value {
    precondition(width > a.width, "extension to fewer bits")
    return emit(a.bits, width: width, isKnown: a.isKnown)
  }

  public mutating func signExtend(_ a: Value, to width: Int) -> Value {
    precondition(width > a.width, "extension to fewer bits")
    return emit(UInt128(bitPattern: a.signed), width: width, isKnown: a.isKnown)
  }

  public mutating func byteSwap(_ a: Value) -> Value {
    precondition(a.width % 16 == 0, "byte swap of an odd number of bytes")
    return unary(a, a.bits.byteSwapped >> UInt128(128 - a.width))
  }

  public mutating func bitReverse(_ a: Value) -> Value { unary(a, a.reversedBits) }

  public mutating func countLeadingZeros(_ a: Value) -> Value {
    unary(a, UInt128(a.bits.leadingZeroBitCount - (128 - a.width)))
  }

  public mutating func countTrailingZeros(_ a: Value) -> Value {
    unary(a, UInt128(min(a.bits.trailingZeroBitCount, a.width)))
  }

  public mutating func populationCount(_ a: Value) -> Value {
    unary(a, UInt128(a.bits.nonzeroBitCount))
  }

  public mutating func extractBits(_ a: Value, _ mask: Value) -> Value {
    binary(a, mask, a.bits.extracted(by: mask.bits))
  }

  public mutating func depositBits(_ a: Value, _ mask: Value) -> Value {
    binary(a, mask, a.bits.deposited(by: mask.bits))
  }
}

extension IntegerBuilder {
  private mutating func unary(_ a: Value, _ bits: UInt128) -> Value {
    emit(bits, width: a.width, isKnown: a.isKnown)
  }

  private mutating func binary(_ a: Value, _ b: Value, _ bits: UInt128) -> Value {
    precondition(a.width == b.width, "operands of different widths")
    return emit(bits, width: a.width, isKnown: a.isKnown && b.isKnown)
  }

  private mutating func emit(_ bits: UInt128, width: Int, isKnown: Bool) -> Value {
    if !isKnown { operationCount &+= 1 }
    return Value(bits, width: width, isKnown: isKnown)
  }
}

extension UInt128 {
  /// The bits that `mask` selects, moved together to the low end.
  fileprivate func extracted(by mask: UInt128) -> UInt128 {
    var (result, count, rest): (UInt128, UInt128, UInt128) = (0, 0, mask)
    while rest != 0 {
      result |= (self >> UInt128(rest.trailingZeroBitCount) & 1) << count
      rest &= rest - 1
      count += 1
    }
    return result
  }

  /// The low bits, moved to the places that `mask` selects.
  fileprivate func deposited(by mask: UInt128) -> UInt128 {
    var (result, source, rest): (UInt128, UInt128, UInt128) = (0, self, mask)
    while rest != 0 {
      if source & 1 == 1 { result |= rest & (~rest &+ 1) }
      source >>= 1
      rest &= rest - 1
    }
    return result
  }
}

extension BitVector {
  /// Bit i becomes bit width - 1 - i.
  var reversedBits: UInt128 {
    var rest = bits
    var result: UInt128 = 0
    for _ in 0..<width {
      result = result << 1 | rest & 1
      rest >>= 1
    }
    return result
  }
}

extension Predicate {
  /// Whether the comparison is true.
  public func holds(_ a: BitVector, _ b: BitVector) -> Bool {
    switch self {
    case .eq: a.bits == b.bits
    case .ne: a.bits != b.bits
    case .ugt: a.bits > b.bits
    case .uge: a.bits >= b.bits
    case .ult: a.bits < b.bits
    case .ule: a.bits <= b.bits
    case .sgt: a.signed > b.signed
    case .sge: a.signed >= b.signed
    case .slt: a.signed < b.signed
    case .sle: a.signed <= b.signed
    }
  }
}
