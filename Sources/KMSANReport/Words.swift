// The words of a line: what blanks and tabs separate. Byte by byte, as every line of a stack is
// split; more words than a report's lines have are left together in the last.

/// The words of a text, taken from the front.
struct Words {
  /// The most words; the last one takes the rest.
  private static let countMax = 64

  private var words: [Substring] = []
  private var start = 0

  init(_ text: String) {
    var rest = text.utf8[...]
    words.reserveCapacity(8)
    while true {
      rest = rest.drop(while: Words.isBlank)
      if rest.isEmpty { return }
      let end =
        words.count == Words.countMax - 1
        ? rest.endIndex : rest.firstIndex(where: Words.isBlank) ?? rest.endIndex
      words.append(Substring(rest[..<end]))
      rest = rest[end...]
    }
  }

  var count: Int { words.count - start }
  var isEmpty: Bool { count == 0 }
  var first: Substring? { isEmpty ? nil : words[start] }

  /// The word at an index, which counts from the first that is left.
  subscript(index: Int) -> Substring { words[start + index] }

  /// Takes the first word; there must be one.
  mutating func removeFirst() { start += 1 }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
