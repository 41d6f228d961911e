// Names of functions as Swift's demangler writes them: several words.
//   closure #1 in static Queue.start()+0x1a/0x40
//   static Queue.call() Queue.swift:24:40 [inline]

extension WordCursor {
  /// Words with which such names begin.
  private static let firstWords: Set<String> = [
    "@nonobjc", "@objc", "autoclosure", "closure", "function", "generic", "getter", "implicit",
    "merged", "one-time", "outlined", "partial", "protocol", "reabstraction", "setter",
    "specialized", "static", "thunk", "variable",
  ]

  /// Takes the other words of a symbol whose first word was taken; returns the whole symbol. It ends
  /// with the word that has the offset, or before the place of an inlined function. Nil for a symbol
  /// of one word.
  mutating func restOfSwiftSymbol(behind word: Range<Int>, _ text: Span<UInt8>) -> Range<Int>? {
    guard WordCursor.firstWords.contains(text.string(word)) else { return nil }
    var words = self
    var end = word.upperBound
    while let next = words.first {
      if SourceLocation(next, in: text) != nil {
        var behind = words
        _ = behind.next(text)
        if let mark = behind.first, text.equals(mark, "[inline]") {
          self = words
          return word.lowerBound..<end
        }
      }
      _ = words.next(text)
      end = next.upperBound
      if text.containsOffset(in: next) {
        self = words
        return word.lowerBound..<end
      }
    }
    return nil
  }
}

extension Span<UInt8> {
  /// Whether a word has an offset, `+0x`.
  fileprivate func containsOffset(in word: Range<Int>) -> Bool {
    guard let plus = lastIndex(of: UInt8(ascii: "+"), in: word) else { return false }
    return hasPrefix("+0x", in: plus..<word.upperBound)
  }
}
