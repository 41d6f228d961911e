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

  /// The name that begins with the word that was taken last. What Swift's demangler writes has blanks;
  /// it ends with the word that has an offset, or before the place of an inlined function:
  /// `closure #1 in static Queue.start()+0x1a/0x40`.
  mutating func takeName(from first: Substring) -> Substring {
    guard Words.demanglersFirst.contains(first) else { return first }
    for index in start..<words.count {
      let hasOffset = words[index].contains("+0x")
      guard hasOffset || SourceLocation(words[index]) != nil else { continue }
      let last = hasOffset ? index : index - 1
      start = last + 1
      return first.base[first.startIndex..<words[last].endIndex]
    }
    return first
  }

  /// Words with which the demangler begins names of more than one.
  private static let demanglersFirst: Set<Substring> = [
    "@nonobjc", "@objc", "autoclosure", "closure", "function", "generic", "getter", "implicit",
    "merged", "one-time", "outlined", "partial", "protocol", "reabstraction", "setter",
    "specialized", "static", "thunk", "variable",
  ]
}
