// Names of functions as Swift's demangler writes them: several words.
//   closure #1 in static Queue.start()+0x1a/0x40
//   static Queue.call() Queue.swift:24:40 [inline]

extension Words {
  /// Words with which such names begin.
  private static let firstWords: Set<Substring> = [
    "@nonobjc", "@objc", "autoclosure", "closure", "function", "generic", "getter", "implicit",
    "merged", "one-time", "outlined", "partial", "protocol", "reabstraction", "setter",
    "specialized", "static", "thunk", "variable",
  ]

  /// Takes the symbol that a frame begins with; nil when there is no word. One of several words ends
  /// with that which has the offset, or before the place of an inlined function.
  mutating func takeSymbol() -> Substring? {
    guard let first else { return nil }
    let length = Words.firstWords.contains(first) ? symbolLength : 1
    let end = self[length - 1].endIndex
    for _ in 0..<length { removeFirst() }
    return first.base[first.startIndex..<end]
  }

  /// How many words the symbol has; 1 when nothing ends it.
  private var symbolLength: Int {
    for index in 1..<max(count, 1) {
      if self[index].contains("+0x") { return index + 1 }
      if index + 1 < count, self[index + 1] == "[inline]", SourceLocation(self[index]) != nil {
        return index
      }
    }
    return 1
  }
}
