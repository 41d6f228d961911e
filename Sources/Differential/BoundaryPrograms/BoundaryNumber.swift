// Numbers of C that are no plain integers, with the layout that the System V ABI gives them.

/// A number, or several as one value.
enum BoundaryNumber: String, CaseIterable, Sendable {
  case wide = "u128"
  case single = "float"
  case double
  case extended = "long double"
  case complexSingle = "_Complex float"
  case complexDouble = "_Complex double"
  case complexExtended = "_Complex long double"
  case shortVector = "vector_2_u32"
  case vector = "vector_4_u32"
  case bits37
  case bits100

  /// How a declaration names the type; boundary.h defines those that C does not know.
  var spelling: String { rawValue }

  var size: Int {
    switch self {
    case .single: 4
    case .double, .complexSingle, .shortVector, .bits37: 8
    case .wide, .extended, .complexDouble, .vector, .bits100: 16
    case .complexExtended: 32
    }
  }

  var alignment: Int {
    switch self {
    case .single, .complexSingle: 4
    case .double, .complexDouble, .shortVector, .bits37, .bits100: 8
    case .wide, .extended, .complexExtended, .vector: 16
    }
  }

  /// Whether gcc 12 does not know it.
  var isBitInteger: Bool { self == .bits37 || self == .bits100 }

  /// Whether it is passed without vector registers.
  var isInteger: Bool { self == .wide || isBitInteger }

  /// The registers that it takes; nil for memory.
  var eightbytes: [BoundaryEightbyte]? {
    switch self {
    case .bits37: [.integer]
    case .wide, .bits100: [.integer, .integer]
    case .single, .double, .complexSingle, .shortVector: [.vector]
    case .complexDouble: [.vector, .vector]
    case .vector: [.vector, .upper]
    case .extended, .complexExtended: nil
    }
  }

  /// What programs look at.
  func leaves(_ selector: String, at offset: Int) -> [BoundaryLeaf] {
    func leaf(
      _ place: Int, _ size: Int, bits: Int, prefix: String = "", suffix: String = "",
      shift: Int = 0
    ) -> BoundaryLeaf {
      BoundaryLeaf(
        selector: selector + suffix, offset: offset + place, size: size, bits: bits,
        prefix: prefix, shift: shift)
    }
    func parts(_ bytes: Int, stride: Int, bits: Int) -> [BoundaryLeaf] {
      [
        leaf(0, bytes, bits: bits, prefix: "__real__ "),
        leaf(stride, bytes, bits: bits, prefix: "__imag__ "),
      ]
    }
    func elements(_ count: Int) -> [BoundaryLeaf] {
      (0..<count).map { leaf(4 * $0, 4, bits: 32, suffix: "[\($0)]") }
    }
    return switch self {
    case .wide: [leaf(0, 8, bits: 64), leaf(8, 8, bits: 64, shift: 64)]
    case .bits37: [leaf(0, 4, bits: 37)]
    case .bits100: [leaf(0, 8, bits: 64), leaf(8, 4, bits: 36, shift: 64)]
    case .single: [leaf(0, 4, bits: 24)]
    case .double: [leaf(0, 8, bits: 52)]
    case .extended: [leaf(0, 10, bits: 63)]
    case .complexSingle: parts(4, stride: 4, bits: 24)
    case .complexDouble: parts(8, stride: 8, bits: 52)
    case .complexExtended: parts(10, stride: 16, bits: 63)
    case .shortVector: elements(2)
    case .vector: elements(4)
    }
  }

  /// An expression of the type, which may initialize a global object.
  func expression(_ values: [UInt64]) -> String {
    let type = spelling
    func complex(_ part: String) -> String {
      "__builtin_complex((\(part))\(values[0])ull, (\(part))\(values[1])ull)"
    }
    return switch self {
    case .wide, .bits100: "((\(type))\(values[1])ull << 64 | \(values[0])ull)"
    case .bits37, .single, .double, .extended: "((\(type))\(values[0])ull)"
    case .complexSingle: complex("float")
    case .complexDouble: complex("double")
    case .complexExtended: complex("long double")
    case .shortVector, .vector:
      "(\(type)){ " + values.map { "\($0)u" }.joined(separator: ", ") + " }"
    }
  }
}

/// What the ABI makes of eight bytes of a value that is passed in registers.
enum BoundaryEightbyte: Sendable {
  case integer
  case vector
  /// The upper half of the vector register before it.
  case upper
  /// Nothing but padding, which is not passed.
  case padding
}
