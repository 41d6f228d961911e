// Patterns for the names of functions: `*` stands for any text, `#` for a digit, `{a,b}` for one of
// several texts. A pattern describes the whole name. It is not a regular expression: a table of them
// can be read, and a name is held against hundreds of patterns in well under a microsecond.

/// A set of patterns.
public struct NamePatterns: Sendable {
  /// One pattern without braces.
  private struct Pattern: Sendable {
    /// The texts between the stars, as indices of ``pieces``, in their order.
    var pieces: Range<Int>
    /// Whether any text may stand in front of the first piece, or behind the last one.
    var isOpenAtStart: Bool
    var isOpenAtEnd: Bool
  }

  // Flat, so that a look-up counts no references.
  private var bytes: [UInt8] = []
  private var pieces: [Range<Int>] = []
  private var patterns: [Pattern] = []
  /// The patterns whose first piece begins with a byte: those that begin with the start of a name,
  /// then, from 256 on, those in front of which other text may stand.
  private var buckets: [Range<Int>] = []

  /// The patterns of some subjects.
  init(_ subjects: [HelperTable.Subject]) { self.init(subjects.flatMap(\.patterns)) }

  /// The set of some patterns. Each must have a letter before its first `#`.
  public init(_ texts: [String]) {
    let star = UInt8(ascii: "*")
    var all: [[[UInt8]]] = Array(repeating: [], count: 512)
    for text in texts.flatMap(NamePatterns.expanded).map({ Array($0.utf8) }) {
      guard let first = text.first(where: { $0 != star }), first != UInt8(ascii: "#") else {
        preconditionFailure("a pattern begins with a letter")
      }
      all[Int(first) + (text.first == star ? 256 : 0)].append(text)
    }
    for texts in all {
      let start = patterns.count
      for text in texts {
        let firstPiece = pieces.count
        for piece in text.split(separator: star) {
          pieces.append(bytes.count..<(bytes.count + piece.count))
          bytes += piece
        }
        patterns.append(
          Pattern(
            pieces: firstPiece..<pieces.count, isOpenAtStart: text.first == star,
            isOpenAtEnd: text.last == star))
      }
      buckets.append(start..<patterns.count)
    }
  }

  /// Whether one of the patterns describes a name. Cost: linear in the length of the name, times
  /// the patterns that begin with one of its letters.
  public func matches(_ name: some StringProtocol) -> Bool {
    name.utf8.withContiguousStorageIfAvailable(matches)
      ?? Array(name.utf8).withUnsafeBufferPointer(matches)
  }

  private func matches(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = name.first else { return false }
    if matches(buckets[Int(first)], name, from: 0) { return true }
    for index in name.indices where matches(buckets[256 + Int(name[index])], name, from: index) {
      return true
    }
    return false
  }

  private func matches(
    _ bucket: Range<Int>, _ name: UnsafeBufferPointer<UInt8>, from start: Int
  ) -> Bool {
    for index in bucket where matches(patterns[index], name, from: start) { return true }
    return false
  }

  /// Whether a pattern describes a name, where its first piece stands at an index.
  private func matches(
    _ pattern: Pattern, _ name: UnsafeBufferPointer<UInt8>, from start: Int
  ) -> Bool {
    guard var end = end(of: pattern.pieces.lowerBound, in: name, at: start) else { return false }
    for piece in pattern.pieces.dropFirst() {
      // The last piece of a pattern without a star behind it stands at the end of the name.
      let isAtEnd = piece == pattern.pieces.upperBound - 1 && !pattern.isOpenAtEnd
      let places =
        isAtEnd ? max(end, name.count - pieces[piece].count)..<name.count : end..<name.count
      guard let next = places.lazy.compactMap({ self.end(of: piece, in: name, at: $0) }).first
      else { return false }
      end = next
    }
    return pattern.isOpenAtEnd || end == name.count
  }

  /// The index behind a piece that stands at an index of a name; nil when it does not stand there.
  private func end(
    of piece: Int, in name: UnsafeBufferPointer<UInt8>, at start: Int
  ) -> Int? {
    let range = pieces[piece]
    guard name.count - start >= range.count else { return nil }
    for offset in 0..<range.count {
      let (byte, other) = (bytes[range.lowerBound + offset], name[start + offset])
      guard byte == other || byte == UInt8(ascii: "#") && other.isDigit else { return nil }
    }
    return start + range.count
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
