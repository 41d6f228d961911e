// Patterns for the names of functions: `*` stands for any text, `#` for a digit, `{a,b}` for one of
// several texts. A pattern describes the whole name. It is not a regular expression: a table of them
// can be read, and a name is held against hundreds of patterns in well under a microsecond.

/// A set of patterns.
public struct NamePatterns: Sendable {
  /// One pattern without braces.
  private struct Pattern: Sendable {
    /// The texts between the stars, in their order.
    var pieces: [[UInt8]]
    /// Whether any text may stand in front of the first piece, or behind the last one.
    var isOpenAtStart: Bool
    var isOpenAtEnd: Bool

    init(_ text: [UInt8]) {
      let star = UInt8(ascii: "*")
      isOpenAtStart = text.first == star
      isOpenAtEnd = text.last == star
      pieces = text.split(separator: star).map(Array.init)
    }
  }

  /// The patterns, by the first byte of their first piece.
  private var patterns: [[Pattern]] = Array(repeating: [], count: 256)

  /// The patterns of some subjects.
  init(_ subjects: [HelperTable.Subject]) { self.init(subjects.flatMap(\.patterns)) }

  /// The set of some patterns. Each must have a letter before its first `#`.
  public init(_ texts: [String]) {
    for text in texts {
      for plain in NamePatterns.expanded(text) {
        let pattern = Pattern(Array(plain.utf8))
        guard let first = pattern.pieces.first?.first, first != UInt8(ascii: "#") else {
          preconditionFailure("the pattern '\(text)' begins with no letter")
        }
        patterns[Int(first)].append(pattern)
      }
    }
  }

  /// Whether one of the patterns describes a name. Cost: linear in the length of the name, times
  /// the patterns that begin with one of its letters.
  public func matches(_ name: some StringProtocol) -> Bool {
    let bytes = Array(name.utf8)
    return bytes.indices.contains { index in
      patterns[Int(bytes[index])].contains {
        (index == 0 || $0.isOpenAtStart) && NamePatterns.matches($0, bytes, from: index)
      }
    }
  }

  /// Whether a pattern describes a name, where its first piece stands at an index.
  private static func matches(_ pattern: Pattern, _ name: [UInt8], from start: Int) -> Bool {
    guard var end = end(of: pattern.pieces[0], in: name, at: start) else { return false }
    for (number, piece) in pattern.pieces.enumerated().dropFirst() {
      // The last piece of a pattern without a star behind it stands at the end of the name.
      let isAtEnd = number == pattern.pieces.count - 1 && !pattern.isOpenAtEnd
      let places = isAtEnd ? max(end, name.count - piece.count)..<name.count : end..<name.count
      let next = places.lazy.compactMap { self.end(of: piece, in: name, at: $0) }.first
      guard let next else { return false }
      end = next
    }
    return pattern.isOpenAtEnd || end == name.count
  }

  /// The index behind a piece that stands at an index of a name; nil when it does not stand there.
  private static func end(of piece: [UInt8], in name: [UInt8], at start: Int) -> Int? {
    guard name.count - start >= piece.count else { return nil }
    for (offset, byte) in piece.enumerated() {
      let other = name[start + offset]
      guard byte == other || byte == UInt8(ascii: "#") && other.isDigit else { return nil }
    }
    return start + piece.count
  }

  /// A pattern without braces: one for each text that they list.
  public static func expanded(_ pattern: String) -> [String] {
    guard let open = pattern.firstIndex(of: "{"),
      let close = pattern[open...].firstIndex(of: "}")
    else { return [pattern] }
    let rests = expanded(String(pattern[pattern.index(after: close)...]))
    let choices = pattern[pattern.index(after: open)..<close].split(
      separator: ",", omittingEmptySubsequences: false)
    return choices.flatMap { choice in rests.map { pattern[..<open] + choice + $0 } }
  }
}
