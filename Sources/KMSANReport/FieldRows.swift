// The fields of the bytes of an access as lines of a report, and back:
//
//     Fields of struct summary, 8 bytes:
//       +0   length        ·· ·· ·· ··
//       +6   padding       ░░ ░░
//
// `kmsan run` and `kmsan report --symbolize` add them where debug information has the layout.

/// The lines that name the fields of a variable.
enum FieldRows {
  private static let mark = "Fields of "
  /// Where the names stand in a row, and how wide they are, in bytes.
  private static let nameStart = 7
  private static let nameBytes = 14

  /// The lines; none where the layout is not known.
  static func lines(_ report: Report) -> [String] {
    guard let object = report.origins.last?.object, let type = object.type,
      let size = object.size, !object.fields.isEmpty, let map = ByteMap(report),
      map.segments.contains(where: { $0.name != nil })
    else { return [] }
    return ["\(mark)\(type), \(size) bytes:"] + map.rows(style: TerminalStyle(isColoured: false))
  }

  /// The variable that a first line is about, without fields yet.
  static func object(line text: String) -> ObjectDescription? {
    guard text.hasPrefix(mark), text.hasSuffix(" bytes:") else { return nil }
    let words = text.dropFirst(mark.count).dropLast(" bytes:".count)
    guard let comma = words.utf8.lastIndex(of: UInt8(ascii: ",")),
      let size = Int(words[words.utf8.index(after: comma)...].drop { $0 == " " })
    else { return nil }
    return ObjectDescription(size: size, type: String(words[..<comma]))
  }

  /// Adds what a row says to the fields. Returns whether it was a row.
  static func take(_ text: String, into object: inout ObjectDescription) -> Bool {
    let words = Words(text)
    guard let first = words.first, first.utf8.first == UInt8(ascii: "+"),
      let offset = Int(first.dropFirst()), 0...Report.offsetMax ~= offset,
      text.utf8.count > nameStart
    else { return false }
    let rest = text.utf8.dropFirst(nameStart)
    let hasName = rest.first != 0x20
    var cells = 0
    var index = words.count - 1
    while index >= (hasName ? 2 : 1), isCell(words[index]) {
      cells += 1
      index -= 1
    }
    guard cells > 0 else { return false }
    let name = (1..<(index + 1)).map { String(words[$0]) }.joined(separator: " ")
    if hasName, name != "padding" {
      guard object.fields.count < 256 else { return false }
      object.fields.append(.init(name: name, offset: offset, size: cells))
    } else if !hasName, let last = object.fields.indices.last,
      object.fields[last].offset &+ object.fields[last].size == offset
    {
      object.fields[last].size += cells
    }
    return true
  }

  private static func isCell(_ word: Substring) -> Bool {
    word.unicodeScalars.count == 2
  }
}

extension Report {
  /// Takes a line about fields. Returns whether it was one.
  mutating func takeFields(_ text: String) -> Bool {
    guard let last = origins.indices.last else { return false }
    if let object = FieldRows.object(line: text) {
      origins[last].object = object
      return true
    }
    guard text.hasPrefix("  +"), var object = origins[last].object else { return false }
    defer { origins[last].object = object }
    return FieldRows.take(text, into: &object)
  }
}
