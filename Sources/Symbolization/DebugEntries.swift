// The debugging entries of one compilation unit, read from the text of llvm-dwarfdump-22: only
// what the layout of a variable needs. Source: DWARF 5; llvm-dwarfdump(1).

/// A debugging information entry.
struct DebugEntry: Sendable {
  var tag: String
  /// How deep it stands below the unit.
  var depth: Int
  var name: String?
  /// The offset of its type's entry.
  var type: UInt64?
  /// In bytes.
  var size: Int?
  /// Where a member starts, in bytes from the start of its structure.
  var memberOffset: Int?
  /// The same in bits, for bit fields.
  var bitOffset: Int?
  var bitSize: Int?
  /// The number of elements of an array.
  var count: Int?
  var line: Int?
  /// The offsets of the entries directly below.
  var children: [UInt64] = []
}

/// The entries of a unit, by offset.
struct DebugEntries: Sendable {
  private(set) var entries: [UInt64: DebugEntry] = [:]
  private(set) var order: [UInt64] = []

  /// Reads the output of `llvm-dwarfdump --debug-info=UNIT --show-children`. Lines that it does not
  /// know are passed over.
  init(_ text: String) {
    var parents: [UInt64] = []
    for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
      if line.first == UInt8(ascii: "0"), let (offset, depth, tag) = DebugEntries.head(line) {
        parents.removeLast(max(0, parents.count - depth))
        if let parent = parents.last { entries[parent]?.children.append(offset) }
        entries[offset] = DebugEntry(tag: tag, depth: depth)
        order.append(offset)
        parents.append(offset)
      } else if let last = order.last, let (name, value) = DebugEntries.attribute(line) {
        entries[last]?.take(name, value)
      }
    }
  }

  /// `0x0000004f:     DW_TAG_member`: offset, depth, tag.
  private static func head(_ line: Substring.UTF8View) -> (UInt64, Int, String)? {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")),
      let offset = UInt64(Substring(line[..<colon].dropFirst(2)), radix: 16)
    else { return nil }
    let rest = line[line.index(after: colon)...]
    let word = rest.drop { $0 == 0x20 }
    guard word.starts(with: "DW_TAG_".utf8) else { return nil }
    return (offset, (rest.count - word.count) / 2, String(Substring(word.dropFirst(7))))
  }

  /// `DW_AT_name`, a tab, `("len")`: name, and what stands in the parentheses.
  private static func attribute(_ line: Substring.UTF8View) -> (Substring, Substring)? {
    let word = line.drop { $0 == 0x20 }
    guard word.starts(with: "DW_AT_".utf8), let tab = word.firstIndex(of: 0x09),
      let open = word.firstIndex(of: UInt8(ascii: "(")), word.last == UInt8(ascii: ")")
    else { return nil }
    let value = word[word.index(after: open)...].dropLast()
    return (Substring(word[..<tab].dropFirst(6)), Substring(value))
  }
}

extension DebugEntry {
  fileprivate mutating func take(_ name: Substring, _ value: Substring) {
    switch name {
    case "name": self.name = String(value.dropFirst().dropLast())
    case "type":
      let digits = value.dropFirst(2).prefix { $0 != " " && $0 != ")" }
      type = UInt64(digits, radix: 16)
    case "byte_size": size = DebugEntry.number(value)
    case "data_member_location": memberOffset = DebugEntry.number(value)
    case "data_bit_offset": bitOffset = DebugEntry.number(value)
    case "bit_size": bitSize = DebugEntry.number(value)
    case "count": count = DebugEntry.number(value)
    case "upper_bound": count = DebugEntry.number(value).map { $0 + 1 }
    case "decl_line": line = DebugEntry.number(value)
    default: return
    }
  }

  private static func number(_ text: Substring) -> Int? {
    text.hasPrefix("0x") ? Int(text.dropFirst(2), radix: 16) : Int(text)
  }
}
