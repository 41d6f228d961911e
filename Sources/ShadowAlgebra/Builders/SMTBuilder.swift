// The builder that prints: rules as SMT-LIB 2 terms over fixed-size bit vectors, for proofs.

/// A term of a bit-vector sort.
public struct SMTTerm: Sendable {
  /// A name or a literal.
  public let text: String
  public let width: Int
  /// The term's value, if it is a constant.
  public let constant: BitVector?

  /// A declared name.
  public init(name: String, width: Int) {
    text = name
    self.width = width
    constant = nil
  }

  /// A literal.
  public init(_ constant: BitVector) {
    let digits = String(constant.bits, radix: 2)
    text = "#b" + String(repeating: "0", count: constant.width - digits.count) + digits
    width = constant.width
    self.constant = BitVector(constant.bits, width: constant.width, isKnown: true)
  }
}

/// Prints one definition for each operation. Operations on constants are computed.
public struct SMTBuilder: ShadowBuilder {
  public typealias Value = SMTTerm

  /// `define-fun` and `declare-const` commands, in an order in which each uses only what stands before it.
  public private(set) var definitions: [String] = []
  /// Counts of set bits that are mere names, and the bits that they count. Who asks a question
  /// asserts what is known of them.
  public private(set) var namedCounts: [(bits: Value, count: Value)] = []
  private let prefix: String
  private let countWidthMax: Int

  /// Names of definitions begin with `prefix`. Counts of more bits than `countWidthMax` are not
  /// defined but declared.
  public init(prefix: String = "t", countWidthMax: Int = .max) {
    self.prefix = prefix
    self.countWidthMax = countWidthMax
  }

  public func width(of value: Value) -> Int { value.width }

  public func constant(_ pattern: Int64, like value: Value) -> Value {
    Value(BitVector(UInt128(truncatingIfNeeded: pattern), width: value.width))
  }

  public func knownConstant(_ value: Value) -> UInt64? {
    value.constant.flatMap { UInt64(exactly: $0.bits) }
  }

  public mutating func not(_ a: Value) -> Value {
    define("bvnot", [a], a.width) { $0.not($1[0]) }
  }

  public mutating func and(_ a: Value, _ b: Value) -> Value {
    define("bvand", [a, b], a.width) { $0.and($1[0], $1[1]) }
  }

  public mutating func or(_ a: Value, _ b: Value) -> Value {
    define("bvor", [a, b], a.width) { $0.or($1[0], $1[1]) }
  }

  public mutating func xor(_ a: Value, _ b: Value) -> Value {
    define("bvxor", [a, b], a.width) { $0.xor($1[0], $1[1]) }
  }

  public mutating func add(_ a: Value, _ b: Value) -> Value {
    define("bvadd", [a, b], a.width) { $0.add($1[0], $1[1]) }
  }

  public mutating func sub(_ a: Value, _ b: Value) -> Value {
    define("bvsub", [a, b], a.width) { $0.sub($1[0], $1[1]) }
  }

  public mutating func mul(_ a: Value, _ b: Value) -> Value {
    define("bvmul", [a, b], a.width) { $0.mul($1[0], $1[1]) }
  }

  public mutating func shl(_ a: Value, _ amount: Value) -> Value {
    define("bvshl", [a, amount], a.width) { $0.shl($1[0], $1[1]) }
  }

  public mutating func lshr(_ a: Value, _ amount: Value) -> Value {
    define("bvlshr", [a, amount], a.width) { $0.lshr($1[0], $1[1]) }
  }

  public mutating func ashr(_ a: Value, _ amount: Value) -> Value {
    define("bvashr", [a, amount], a.width) { $0.ashr($1[0], $1[1]) }
  }

  public mutating func compare(_ predicate: Predicate, _ a: Value, _ b: Value) -> Value {
    if let a = a.constant, let b = b.constant {
      return Value(BitVector(predicate.holds(a, b) ? 1 : 0, width: 1))
    }
    return define("(ite (\(predicate.smtName) \(a.text) \(b.text)) #b1 #b0)", width: 1)
  }

  public mutating func select(_ condition: Value, _ a: Value, _ b: Value) -> Value {
    define("(ite (= \(condition.text) #b1) \(a.text) \(b.text))", width: a.width)
  }

  public mutating func truncate(_ a: Value, to width: Int) -> Value {
    define("(_ extract \(width - 1) 0)", [a], width) { $0.truncate($1[0], to: width) }
  }

  public mutating func zeroExtend(_ a: Value, to width: Int) -> Value {
    define("(_ zero_extend \(width - a.width))", [a], width) { $0.zeroExtend($1[0], to: width) }
  }

  public mutating func signExtend(_ a: Value, to width: Int) -> Value {
    define("(_ sign_extend \(width - a.width))", [a], width) { $0.signExtend($1[0], to: width) }
  }

  public mutating func byteSwap(_ a: Value) -> Value {
    let bytes = stride(from: 0, to: a.width, by: 8).map { a.bits($0 + 7, $0) }
    return define("(concat \(bytes.joined(separator: " ")))", width: a.width)
  }

  public mutating func bitReverse(_ a: Value) -> Value {
    if a.width == 1 { return a }
    let bits = (0..<a.width).map { a.bits($0, $0) }
    return define("(concat \(bits.joined(separator: " ")))", width: a.width)
  }

  public mutating func countLeadingZeros(_ a: Value) -> Value {
    countZeros(a, (0..<a.width).reversed())
  }

  public mutating func countTrailingZeros(_ a: Value) -> Value {
    countZeros(a, 0..<a.width)
  }

  public mutating func populationCount(_ a: Value) -> Value {
    if a.constant == nil, a.width > countWidthMax {
      let count = Value(name: "\(prefix)\(definitions.count)", width: a.width)
      definitions.append("(declare-const \(count.text) (_ BitVec \(a.width)))")
      namedCounts.append((a, count))
      return count
    }
    // Sums of neighbouring halves: short carries are easier to prove things about.
    var sums = (0..<a.width).map { define(a.bits($0, $0), width: 1) }
    while sums.count > 1 {
      let width = min(sums[0].width + 1, a.width)
      sums = stride(from: 0, to: sums.count, by: 2).map { index in
        let first = widen(sums[index], to: width)
        return index + 1 < sums.count ? add(first, widen(sums[index + 1], to: width)) : first
      }
    }
    return widen(sums[0], to: a.width)
  }
}

extension SMTBuilder {
  /// From the highest bit of the mask on, each selected bit comes in at the low end.
  public mutating func extractBits(_ a: Value, _ mask: Value) -> Value {
    var result = Value(BitVector(0, width: a.width))
    for position in (0..<a.width).reversed() {
      let bit = a.bits(position, position)
      let shifted =
        a.width == 1 ? bit : "(concat \(result.bits(a.width - 2, 0)) \(bit))"
      let isSelected = "(= \(mask.bits(position, position)) #b1)"
      result = define("(ite \(isSelected) \(shifted) \(result.text))", width: a.width)
    }
    return result
  }

  /// From the lowest bit of the mask on, each selected place takes the next bit.
  public mutating func depositBits(_ a: Value, _ mask: Value) -> Value {
    var rest = a
    var bits: [String] = []
    for position in 0..<a.width {
      let isSelected = "(= \(mask.bits(position, position)) #b1)"
      bits.append("(ite \(isSelected) \(rest.bits(0, 0)) #b0)")
      if position < a.width - 1 {
        let shifted = "(concat #b0 \(rest.bits(a.width - 1, 1)))"
        rest = define("(ite \(isSelected) \(shifted) \(rest.text))", width: a.width)
      }
    }
    if bits.count == 1 { return define(bits[0], width: 1) }
    return define("(concat \(bits.reversed().joined(separator: " ")))", width: a.width)
  }

  /// A function of which the solver knows nothing but that equal operands have equal results.
  public mutating func apply(_ function: String, to operands: [Value], width: Int) -> Value {
    let sorts = operands.map { "(_ BitVec \($0.width))" }.joined(separator: " ")
    let declaration = "(declare-fun \(function) (\(sorts)) (_ BitVec \(width)))"
    if !definitions.contains(declaration) { definitions.append(declaration) }
    return define("(\(function) \(operands.map(\.text).joined(separator: " ")))", width: width)
  }

  /// Defines a term. It must not be constant.
  public mutating func define(_ text: String, width: Int) -> Value {
    let name = "\(prefix)\(definitions.count)"
    definitions.append("(define-fun \(name) () (_ BitVec \(width)) \(text))")
    return Value(name: name, width: width)
  }

  private mutating func define(
    _ function: String, _ operands: [Value], _ width: Int,
    _ compute: (inout IntegerBuilder, [BitVector]) -> BitVector
  ) -> Value {
    let constants = operands.compactMap(\.constant)
    if constants.count == operands.count {
      var builder = IntegerBuilder()
      return Value(compute(&builder, constants))
    }
    let texts = operands.map(\.text).joined(separator: " ")
    return define("(\(function) \(texts))", width: width)
  }

  /// The number of zero bits before the first set one.
  private mutating func countZeros(_ a: Value, _ positions: some Collection<Int>) -> Value {
    var text = Value(BitVector(UInt128(a.width), width: a.width)).text
    for (count, position) in zip(0..<a.width, positions).reversed() {
      let literal = Value(BitVector(UInt128(count), width: a.width)).text
      text = "(ite (= \(a.bits(position, position)) #b1) \(literal) \(text))"
    }
    return define(text, width: a.width)
  }

  private mutating func widen(_ a: Value, to width: Int) -> Value {
    a.width == width ? a : zeroExtend(a, to: width)
  }
}

extension SMTTerm {
  fileprivate func bits(_ high: Int, _ low: Int) -> String {
    "((_ extract \(high) \(low)) \(text))"
  }
}

extension Predicate {
  /// The predicate's name in SMT-LIB.
  public var smtName: String {
    switch self {
    case .eq: "="
    case .ne: "distinct"
    case .ugt: "bvugt"
    case .uge: "bvuge"
    case .ult: "bvult"
    case .ule: "bvule"
    case .sgt: "bvsgt"
    case .sge: "bvsge"
    case .slt: "bvslt"
    case .sle: "bvsle"
    }
  }
}
