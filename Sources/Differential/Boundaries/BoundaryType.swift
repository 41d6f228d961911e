// Types of C with the layout that the System V ABI gives them. RandomBoundaryType.swift makes some.

/// A part of a value that programs look at.
struct BoundaryLeaf: Sendable {
  /// What selects it, as in `.f2[1]`; empty for a scalar.
  let selector: String
  /// The bytes that it lies in.
  let offset: Int
  let size: Int
  let bits: Int
}

/// A member of a structure or union.
struct BoundaryMember: Sendable {
  enum Shape: Sendable {
    /// An integer of so many bytes, or an array of them.
    case integers(bytes: Int, count: Int)
    /// Bit-fields that share four bytes.
    case bitFields([Int])
  }
  let shape: Shape

  var alignment: Int {
    switch shape {
    case .integers(let bytes, _): bytes
    case .bitFields: 4
    }
  }

  var size: Int {
    switch shape {
    case .integers(let bytes, let count): bytes * count
    case .bitFields: 4
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
    }
  }
}

/// A type of C.
enum BoundaryType: Sendable {
  case scalar(bytes: Int)
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
    case .structure(let members), .union(let members): members.map(\.alignment).max() ?? 1
    }
  }

  var size: Int {
    switch self {
    case .scalar(let bytes): bytes
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

  /// The definition of a structure or union with this name; nil for a scalar.
  func definition(_ name: String) -> String? {
    switch self {
    case .scalar: nil
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
    case .structure: "struct \(name)"
    case .union: "union \(name)"
    }
  }
}
