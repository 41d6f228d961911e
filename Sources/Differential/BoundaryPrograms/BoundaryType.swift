// Types of C with the layout that the System V ABI gives them. RandomBoundaryType.swift makes some.

/// A part of a value that programs look at.
struct BoundaryLeaf: Sendable {
  /// What selects it, as in `.f2[1]`; empty for a scalar.
  let selector: String
  /// The bytes that it lies in.
  let offset: Int
  let size: Int
  let bits: Int
  /// What stands before the value, as in `__real__ x`.
  var prefix = ""
  /// How far the value is shifted to the right.
  var shift = 0

  /// An expression that reads the part of a value.
  func expression(of value: String) -> String {
    let part = prefix + value + selector
    return shift == 0 ? part : "(\(part) >> \(shift))"
  }
}

/// A member of a structure or union.
struct BoundaryMember: Sendable {
  enum Shape: Sendable {
    /// An integer of so many bytes, or an array of them.
    case integers(bytes: Int, count: Int)
    /// Bit-fields that share four bytes.
    case bitFields([Int])
    case number(BoundaryNumber)
    /// An integer of eight bytes that is aligned to more.
    case aligned(to: Int)
  }
  let shape: Shape

  var alignment: Int {
    switch shape {
    case .integers(let bytes, _): bytes
    case .bitFields: 4
    case .number(let number): number.alignment
    case .aligned(let alignment): alignment
    }
  }

  var size: Int {
    switch shape {
    case .integers(let bytes, let count): bytes * count
    case .bitFields: 4
    case .number(let number): number.size
    case .aligned: 8
    }
  }

  func declaration(_ name: String) -> String {
    switch shape {
    case .integers(let bytes, 1): "u\(bytes * 8) \(name);"
    case .integers(let bytes, let count): "u\(bytes * 8) \(name)[\(count)];"
    // Bit-fields without a name and without bits close the four bytes on both sides.
    case .bitFields(let widths):
      "u32 : 0; "
        + widths.enumerated().map { "u32 \(name)_\($0.offset) : \($0.element);" }
        .joined(separator: " ") + " u32 : 0;"
    case .number(let number): "\(number.spelling) \(name);"
    case .aligned(let alignment): "u64 \(name) __attribute__((aligned(\(alignment))));"
    }
  }

  func leaves(_ name: String, at offset: Int) -> [BoundaryLeaf] {
    switch shape {
    case .integers(let bytes, 1):
      [BoundaryLeaf(selector: ".\(name)", offset: offset, size: bytes, bits: bytes * 8)]
    case .integers(let bytes, let count):
      [0, count - 1].map { index in
        BoundaryLeaf(
          selector: ".\(name)[\(index)]", offset: offset + index * bytes, size: bytes,
          bits: bytes * 8)
      }
    case .bitFields(let widths):
      widths.enumerated().map { index, width in
        BoundaryLeaf(selector: ".\(name)_\(index)", offset: offset, size: 4, bits: width)
      }
    case .number(let number): number.leaves(".\(name)", at: offset)
    case .aligned: [BoundaryLeaf(selector: ".\(name)", offset: offset, size: 8, bits: 64)]
    }
  }

  /// What initializes the member, for a list in braces.
  func initializers(_ name: String, _ values: [UInt64]) -> [String] {
    if case .number(let number) = shape { return [".\(name) = \(number.expression(values))"] }
    return zip(leaves(name, at: 0), values).map { "\($0.selector) = \($1)ull" }
  }
}

/// A type of C.
enum BoundaryType: Sendable {
  case scalar(bytes: Int)
  case number(BoundaryNumber)
  case structure([BoundaryMember])
  case union([BoundaryMember])

  private static func aligned(_ offset: Int, _ alignment: Int) -> Int {
    (offset + alignment - 1) / alignment * alignment
  }

  /// Where each member of a structure begins.
  private static func offsets(_ members: [BoundaryMember]) -> [Int] {
    var end = 0
    return members.map { member in
      let offset = aligned(end, member.alignment)
      end = offset + member.size
      return offset
    }
  }

  var alignment: Int {
    switch self {
    case .scalar(let bytes): bytes
    case .number(let number): number.alignment
    case .structure(let members), .union(let members): members.map(\.alignment).max() ?? 1
    }
  }

  var size: Int {
    switch self {
    case .scalar(let bytes): bytes
    case .number(let number): number.size
    case .structure(let members):
      Self.aligned(
        zip(Self.offsets(members), members).map { $0 + $1.size }.max() ?? 0, alignment)
    case .union(let members): Self.aligned(members.map(\.size).max() ?? 0, alignment)
    }
  }

  /// Bytes in a block of arguments, where every one begins at a multiple of 8.
  var slotSize: Int { Self.aligned(size, 8) }

  /// What programs look at: all members of a structure, the first of a union.
  var leaves: [BoundaryLeaf] {
    switch self {
    case .scalar(let bytes):
      [BoundaryLeaf(selector: "", offset: 0, size: bytes, bits: bytes * 8)]
    case .number(let number): number.leaves("", at: 0)
    case .structure(let members):
      zip(Self.offsets(members), members).enumerated().flatMap { index, member in
        member.1.leaves("f\(index)", at: member.0)
      }
    case .union(let members): members.first?.leaves("f0", at: 0) ?? []
    }
  }

  /// The bytes that belong to no member, as ranges.
  var padding: [Range<Int>] {
    guard case .structure(let members) = self else { return [] }
    var ranges: [Range<Int>] = []
    var end = 0
    for (offset, member) in zip(Self.offsets(members), members) {
      if offset > end { ranges.append(end..<offset) }
      end = offset + member.size
    }
    if size > end { ranges.append(end..<size) }
    return ranges
  }

  /// An expression of the type, which may initialize a global object.
  func expression(_ name: String, _ values: [UInt64]) -> String {
    switch self {
    case .scalar: return "(\(spelling(name)))\(values[0])ull"
    case .number(let number): return number.expression(values)
    case .structure(let members), .union(let members):
      var rest = values[...]
      let parts = members.enumerated().flatMap { index, member in
        let count = min(member.leaves("", at: 0).count, rest.count)
        defer { rest = rest.dropFirst(count) }
        return count == 0 ? [] : member.initializers("f\(index)", Array(rest.prefix(count)))
      }
      return "(\(spelling(name))){ " + parts.joined(separator: ", ") + " }"
    }
  }

  /// Whether gcc 12 does not know it.
  var hasBitIntegers: Bool {
    switch self {
    case .scalar: false
    case .number(let number): number.isBitInteger
    case .structure(let members), .union(let members):
      members.contains {
        if case .number(let number) = $0.shape { number.isBitInteger } else { false }
      }
    }
  }

  /// The registers that a value takes when there are enough; nil for memory.
  var eightbytes: [BoundaryEightbyte]? {
    switch self {
    case .scalar: return [.integer]
    case .number(let number): return number.eightbytes
    case .structure(let members):
      guard size <= 16 else { return nil }
      var classes = [BoundaryEightbyte](repeating: .padding, count: (size + 7) / 8)
      for (offset, member) in zip(Self.offsets(members), members) {
        var own: [BoundaryEightbyte] = Array(repeating: .integer, count: (member.size + 7) / 8)
        if case .number(let number) = member.shape {
          guard let known = number.eightbytes else { return nil }
          own = known
        }
        for index in offset / 8...(offset + member.size - 1) / 8
        where classes[index] != .integer {
          classes[index] = own[min(index - offset / 8, own.count - 1)]
        }
      }
      return classes
    case .union: return Array(repeating: .integer, count: (size + 7) / 8)
    }
  }

  /// The definition of a structure or union with this name; nil for a scalar.
  func definition(_ name: String) -> String? {
    switch self {
    case .scalar, .number: nil
    case .structure(let members), .union(let members):
      "\(spelling(name)) { "
        + members.enumerated().map { $0.element.declaration("f\($0.offset)") }
        .joined(separator: " ")
        + " };\n_Static_assert(sizeof(\(spelling(name))) == \(size), \"size of \(name)\");\n"
    }
  }

  /// How a declaration names the type.
  func spelling(_ name: String) -> String {
    switch self {
    case .scalar(let bytes): "u\(bytes * 8)"
    case .number(let number): number.spelling
    case .structure: "struct \(name)"
    case .union: "union \(name)"
    }
  }
}
