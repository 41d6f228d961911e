// Words and numbers of a line, read from its bytes. A log of nothing but reports is read at hundreds of
// megabytes per second: no line is made a string of, and only what a report keeps is copied.

extension Span<UInt8> {
  /// Whether a text stands at an index.
  func holds(_ text: StaticString, at start: Int) -> Bool {
    guard start >= 0, count - start >= text.utf8CodeUnitCount else { return false }
    // A static string's bytes live as long as the program.
    for index in 0..<text.utf8CodeUnitCount where self[start + index] != text.utf8Start[index] {
      return false
    }
    return true
  }

  /// Whether a range holds a text, and nothing else.
  func equals(_ range: Range<Int>, _ text: StaticString) -> Bool {
    range.count == text.utf8CodeUnitCount && holds(text, at: range.lowerBound)
  }

  /// Whether a range begins with a text.
  func hasPrefix(_ text: StaticString, in range: Range<Int>) -> Bool {
    range.count >= text.utf8CodeUnitCount && holds(text, at: range.lowerBound)
  }

  /// Whether a range ends with a text.
  func hasSuffix(_ text: StaticString, in range: Range<Int>) -> Bool {
    range.count >= text.utf8CodeUnitCount
      && holds(text, at: range.upperBound - text.utf8CodeUnitCount)
  }

  /// The first index of a byte in a range.
  func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
    for index in range where self[index] == byte { return index }
    return nil
  }

  /// The last index of a byte in a range.
  func lastIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
    var index = range.upperBound
    while index > range.lowerBound {
      index -= 1
      if self[index] == byte { return index }
    }
    return nil
  }

  /// The index of the first byte from an index on that is no space; the count where there is none.
  func behindBlanks(_ start: Int) -> Int {
    var index = start
    while index < count, self[index] == 0x20 { index += 1 }
    return index
  }

  /// Whether a text that starts with a space stands somewhere.
  func contains(_ text: StaticString) -> Bool {
    var rest = 0..<count
    while let start = firstIndex(of: 0x20, in: rest) {
      if holds(text, at: start) { return true }
      rest = (start + 1)..<count
    }
    return false
  }

  /// Whether all bytes of a range fulfil a condition.
  func allSatisfy(in range: Range<Int>, _ condition: (UInt8) -> Bool) -> Bool {
    for index in range where !condition(self[index]) { return false }
    return true
  }

  /// The number that a range of decimal digits holds; nil for other bytes, and for more than an Int.
  func decimal(_ range: Range<Int>) -> Int? {
    guard !range.isEmpty else { return nil }
    var value = 0
    for index in range {
      guard self[index].isDigit else { return nil }
      let (product, isTooMuch) = value.multipliedReportingOverflow(by: 10)
      let (sum, isTooLarge) = product.addingReportingOverflow(Int(self[index] & 15))
      guard !isTooMuch, !isTooLarge else { return nil }
      value = sum
    }
    return value
  }

  /// The number of a range with up to sixteen hexadecimal digits, with or without `0x` in front.
  func hexadecimal(_ range: Range<Int>) -> UInt64? {
    let start = hasPrefix("0x", in: range) ? range.lowerBound + 2 : range.lowerBound
    guard (1...16).contains(range.upperBound - start) else { return nil }
    var value: UInt64 = 0
    for index in start..<range.upperBound {
      let byte = self[index]
      let letter = (byte | 0x20) &- 0x61
      if byte.isDigit {
        value = value << 4 | UInt64(byte & 15)
      } else if letter < 6 {
        value = value << 4 | UInt64(letter + 10)
      } else {
        return nil
      }
    }
    return value
  }

  /// The text of a range. Bytes that are not UTF-8 become replacement characters.
  func string(_ range: Range<Int>) -> String {
    // The buffer is used only inside the closure.
    extracting(range).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
  }
}

extension UInt8 {
  /// Whether this is an ASCII digit.
  var isDigit: Bool { self &- 0x30 < 10 }

  /// Whether words end with this byte.
  var isBlank: Bool { self == 0x20 || self == 0x09 }
}

/// Takes the words of a text from its front: what blanks and tabs separate.
struct WordCursor {
  /// The bytes that the words not yet taken are in.
  private var rest: Range<Int>
  /// The first word that was not yet taken; nil at the end.
  private(set) var first: Range<Int>?

  init(_ text: Span<UInt8>) {
    rest = 0..<text.count
    advance(text)
  }

  var isEmpty: Bool { first == nil }

  /// Takes the first word; nil at the end.
  mutating func next(_ text: Span<UInt8>) -> Range<Int>? {
    defer { advance(text) }
    return first
  }

  /// Takes some words. Returns whether there were so many.
  mutating func skip(_ count: Int, _ text: Span<UInt8>) -> Bool {
    for _ in 0..<count where next(text) == nil { return false }
    return true
  }

  private mutating func advance(_ text: Span<UInt8>) {
    var start = rest.lowerBound
    while start < rest.upperBound, text[start].isBlank { start += 1 }
    var end = start
    while end < rest.upperBound, !text[end].isBlank { end += 1 }
    first = start < end ? start..<end : nil
    rest = end..<rest.upperBound
  }
}

extension Words {
  /// The words of a text's bytes.
  init(_ text: Span<UInt8>) { self.init(text.string(0..<text.count)) }
}
