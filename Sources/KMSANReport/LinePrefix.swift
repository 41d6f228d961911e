// What printk, dmesg and system logs put before a line's text: level, time, caller.
// Source: Linux, kernel/printk/printk.c, info_print_prefix(); dmesg(1); syslog(3).

/// Who printed a line: a task, or a processor outside of tasks.
struct PrintkCaller: Equatable, Sendable, CustomStringConvertible {
  enum Kind: UInt8 {
    case task = 0x54
    case processor = 0x43
  }
  var kind: Kind
  var number: Int

  init(kind: Kind, number: Int) {
    self.kind = kind
    self.number = number
  }

  /// Reads a ``description``.
  init?(_ text: String) {
    guard let kind = text.utf8.first.flatMap(Kind.init(rawValue:)),
      let number = Int(text.dropFirst())
    else { return nil }
    self.init(kind: kind, number: number)
  }

  /// `T12`, `C0`.
  var description: String { (kind == .task ? "T" : "C") + String(number) }
}

/// The prefixes of a line and where its text starts.
struct LinePrefix {
  /// Nanoseconds since boot.
  private(set) var timeNanoseconds: UInt64?
  /// `T12` or `C0`.
  private(set) var caller: PrintkCaller?
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
    guard let kind = PrintkCaller.Kind(rawValue: bytes[content.lowerBound]),
      let number = bytes.decimal((content.lowerBound + 1)..<content.upperBound)
    else { return }
    caller = PrintkCaller(kind: kind, number: number)
    textStart = LinePrefix.behindBracket(bytes, content.upperBound)
  }

  /// The content of brackets at the start of the text, without leading spaces.
  private func bracketed(_ bytes: Span<UInt8>) -> Range<Int>? {
    guard textStart < bytes.count, bytes[textStart] == UInt8(ascii: "[") else { return nil }
    let start = bytes.behindBlanks(textStart + 1)
    let limit = min(bytes.count, textStart + 33)
    guard start < limit,
      let end = bytes.firstIndex(of: UInt8(ascii: "]"), in: start..<limit), start < end
    else { return nil }
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
  /// No kernel runs longer, in digits of the number of seconds.
  private static let secondsDigitsMax = 10

  /// `12.345678` in nanoseconds.
  private static func time(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt64? {
    var seconds: UInt64 = 0
    var index = range.lowerBound
    while index < range.upperBound, bytes[index].isDigit {
      seconds = seconds &* 10 &+ UInt64(bytes[index] & 15)
      index += 1
    }
    guard (1...secondsDigitsMax).contains(index - range.lowerBound), index < range.upperBound,
      bytes[index] == UInt8(ascii: ".")
    else { return nil }
    let digits = range.upperBound - index - 1
    guard (1...9).contains(digits) else { return nil }
    var fraction: UInt64 = 0
    for position in (index + 1)..<range.upperBound {
      guard bytes[position].isDigit else { return nil }
      fraction = fraction &* 10 &+ UInt64(bytes[position] & 15)
    }
    for _ in digits..<9 { fraction &*= 10 }
    return seconds &* 1_000_000_000 &+ fraction
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
    var rest = 0..<min(79, bytes.count)
    while let colon = bytes.firstIndex(of: UInt8(ascii: ":"), in: rest) {
      if bytes.holds(mark, at: colon + 2 - length) { return colon + 2 }
      rest = (colon + 1)..<rest.upperBound
    }
    return 0
  }
}
