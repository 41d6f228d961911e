// What printk, dmesg and system logs put before a line's text: level, time, caller.
// Source: Linux, kernel/printk/printk.c, info_print_prefix(); dmesg(1); syslog(3).

/// The prefixes of a line and where its text starts.
struct LinePrefix {
  /// Nanoseconds since boot.
  private(set) var timeNanoseconds: UInt64?
  /// The bytes of `T12` or `C0`.
  private(set) var caller: Range<Int>?
  /// The index of the first byte behind the prefixes.
  private(set) var textStart: Int

  /// Reads the prefixes of a line.
  init(_ bytes: Span<UInt8>) {
    self.init(bytes, from: LinePrefix.systemLogEnd(bytes))
  }

  /// Reads the prefixes that start at an index: level, time and caller.
  init(_ bytes: Span<UInt8>, from start: Int) {
    textStart = start
    dropLevel(bytes)
    takeTime(bytes)
    takeCaller(bytes)
  }

  /// Whether a time stamp was read and the text starts at an index.
  func isComplete(at start: Int) -> Bool { timeNanoseconds != nil && textStart == start }

  /// Drops `<4>`.
  private mutating func dropLevel(_ bytes: Span<UInt8>) {
    var index = textStart
    guard index < bytes.count, bytes[index] == UInt8(ascii: "<") else { return }
    index += 1
    let digits = index
    while index < min(bytes.count, digits + 3), bytes[index].isDigit { index += 1 }
    guard index > digits, index < bytes.count, bytes[index] == UInt8(ascii: ">") else { return }
    textStart = index + 1
  }

  /// Takes `[   12.345678]`, or drops the `[Thu Nov 21 07:06:14 2026]` of `dmesg -T`.
  private mutating func takeTime(_ bytes: Span<UInt8>) {
    guard let content = bracketed(bytes) else { return }
    if let time = LinePrefix.time(bytes, content) {
      timeNanoseconds = time
      textStart = LinePrefix.behindBracket(bytes, content.upperBound)
    } else if LinePrefix.isDate(bytes, content) {
      textStart = LinePrefix.behindBracket(bytes, content.upperBound)
    }
  }

  /// Takes `[   T12]` or `[   C0]`.
  private mutating func takeCaller(_ bytes: Span<UInt8>) {
    guard let content = bracketed(bytes), content.count > 1 else { return }
    let kind = bytes[content.lowerBound]
    guard kind == UInt8(ascii: "T") || kind == UInt8(ascii: "C") else { return }
    for index in content.dropFirst() where !bytes[index].isDigit { return }
    caller = content
    textStart = LinePrefix.behindBracket(bytes, content.upperBound)
  }

  /// The content of brackets at the start of the text, without leading spaces.
  private func bracketed(_ bytes: Span<UInt8>) -> Range<Int>? {
    guard textStart < bytes.count, bytes[textStart] == UInt8(ascii: "[") else { return nil }
    var start = textStart + 1
    while start < bytes.count, bytes[start] == 0x20 { start += 1 }
    var end = start
    while end < min(bytes.count, textStart + 32), bytes[end] != UInt8(ascii: "]") { end += 1 }
    guard end < bytes.count, bytes[end] == UInt8(ascii: "]"), start < end else { return nil }
    return start..<end
  }

  /// The index of the text behind a closing bracket: after one space, if there is one.
  private static func behindBracket(_ bytes: Span<UInt8>, _ close: Int) -> Int {
    let next = close + 1
    return next < bytes.count && bytes[next] == 0x20 ? next + 1 : next
  }
}

// MARK: - Times

extension LinePrefix {
  /// `12.345678` in nanoseconds.
  private static func time(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt64? {
    var seconds: UInt64 = 0
    var index = range.lowerBound
    while index < range.upperBound, bytes[index].isDigit {
      let (product, isTooMuch) = seconds.multipliedReportingOverflow(by: 10)
      guard !isTooMuch else { return nil }
      seconds = product &+ UInt64(bytes[index] &- 0x30)
      index += 1
    }
    guard index > range.lowerBound, index < range.upperBound, bytes[index] == UInt8(ascii: ".")
    else { return nil }
    let digits = range.upperBound - index - 1
    guard (1...9).contains(digits) else { return nil }
    var fraction: UInt64 = 0
    for position in (index + 1)..<range.upperBound {
      guard bytes[position].isDigit else { return nil }
      fraction = fraction * 10 + UInt64(bytes[position] - 0x30)
    }
    for _ in digits..<9 { fraction *= 10 }
    let (product, isTooMuch) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    return isTooMuch ? nil : product.addingReportingOverflow(fraction).partialValue
  }

  /// Whether the bytes look like `Thu Nov 21 07:06:14 2026`.
  private static func isDate(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard range.count == 24 else { return false }
    let start = range.lowerBound
    return bytes[start + 13] == UInt8(ascii: ":") && bytes[start + 16] == UInt8(ascii: ":")
      && bytes[start + 20].isDigit && bytes[start + 23].isDigit
  }

  /// The index behind what a system log puts in front: `Nov 21 07:06:14 host kernel: `.
  private static func systemLogEnd(_ bytes: Span<UInt8>) -> Int {
    let mark: StaticString = " kernel: "
    let length = mark.utf8CodeUnitCount
    guard bytes.count > length, bytes[0] != UInt8(ascii: "[") else { return 0 }
    for start in 0...min(80, bytes.count) - min(length, bytes.count)
    where bytes[start] == 0x20 && bytes.holds(mark, at: start) {
      return start + length
    }
    return 0
  }
}

extension UInt8 {
  /// Whether this is an ASCII digit.
  var isDigit: Bool { self &- 0x30 < 10 }
}

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
}
