// One line of a kernel's console, with what printk and terminals put around the text taken off.
// It knows nothing of reports. Source of the prefixes: Linux, kernel/printk/printk.c; dmesg(1).

/// A line of console text, split into the prefixes of printk and the text itself.
public struct ConsoleLine: Sendable, Equatable {
  /// The time stamp in nanoseconds since boot; nil when the kernel prints none.
  public var timeNanoseconds: UInt64?
  /// The task or processor that printed the line (`T12`, `C0`); nil when the kernel does not say.
  public var caller: String?
  /// The text, without prefixes, carriage returns, escape sequences and trailing spaces.
  public var text: String
  /// Whether bytes were no UTF-8; ``text`` has replacement characters for them.
  public var isRepaired = false
  /// Whether the text began behind other text on the same line.
  public var isShared = false

  /// Splits `raw`, which holds no line feed. Cost: linear in its length.
  public init(_ raw: some StringProtocol) {
    let bytes = Array(raw.utf8)
    self.init(bytes: bytes.span)
  }

  /// Splits a line without its line feed. Cost: linear in its length.
  public init(bytes: Span<UInt8>) {
    if ConsoleLine.hasControlCodes(bytes) {
      let cleaned = ConsoleLine.removingControlCodes(bytes)
      self.init(cleaned: cleaned.span)
    } else {
      self.init(cleaned: bytes)
    }
  }

  private init(cleaned bytes: Span<UInt8>) {
    var prefix = LinePrefix(bytes)
    if let start = ConsoleLine.reportStart(bytes, behind: prefix.textStart) {
      prefix = LinePrefix(bytes, from: start)
      isShared = true
    }
    timeNanoseconds = prefix.timeNanoseconds
    caller = prefix.caller.map { ConsoleLine.string(bytes, $0).text }
    var end = bytes.count
    while end > prefix.textStart, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
    (text, isRepaired) = ConsoleLine.string(bytes, prefix.textStart..<end)
  }

  private static func string(
    _ bytes: Span<UInt8>, _ range: Range<Int>
  ) -> (text: String, isRepaired: Bool) {
    // The buffer is used only inside the closure.
    bytes.extracting(range).withUnsafeBufferPointer { buffer in
      if let text = String(validating: buffer, as: UTF8.self) { return (text, false) }
      return (String(decoding: buffer, as: UTF8.self), true)
    }
  }
}

// MARK: - Control codes

extension ConsoleLine {
  /// Whether a byte is one that a terminal acts upon; tabs are text.
  private static func isControlCode(_ byte: UInt8) -> Bool {
    byte < 0x20 && byte != 0x09 || byte == 0x7F
  }

  /// Whether there are control codes, or lead bytes of the second set of them (U+0080…U+009F).
  private static func hasControlCodes(_ bytes: Span<UInt8>) -> Bool {
    for index in bytes.indices where isControlCode(bytes[index]) || bytes[index] == 0xC2 {
      return true
    }
    return false
  }

  /// The bytes without escape sequences and other control codes.
  private static func removingControlCodes(_ bytes: Span<UInt8>) -> [UInt8] {
    var kept: [UInt8] = []
    kept.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if byte == 0x1B {
        index = endOfEscapeSequence(bytes, from: index)
      } else if byte == 0xC2, index < bytes.count, (0x80...0x9F).contains(bytes[index]) {
        index += 1
      } else if !isControlCode(byte) {
        kept.append(byte)
      }
    }
    return kept
  }

  /// The index behind an escape sequence whose escape byte stands before `start`.
  private static func endOfEscapeSequence(_ bytes: Span<UInt8>, from start: Int) -> Int {
    guard start < bytes.count, bytes[start] == UInt8(ascii: "[") else {
      return min(start + 1, bytes.count)
    }
    var index = start + 1
    while index < bytes.count, !(0x40...0x7E).contains(bytes[index]) { index += 1 }
    return min(index + 1, bytes.count)
  }
}

// MARK: - Lines that two writers share

extension ConsoleLine {
  private static let headerMark: StaticString = "BUG: KMSAN: "

  /// Where the prefixes of a report's header start that stands behind other text on the same line;
  /// nil when there is none. Without prefixes of its own it is a quotation, and no header.
  private static func reportStart(_ bytes: Span<UInt8>, behind textStart: Int) -> Int? {
    let length = headerMark.utf8CodeUnitCount
    guard bytes.count > textStart + length else { return nil }
    for start in (textStart + 1)..<(bytes.count - length)
    where bytes[start] == UInt8(ascii: "B") && bytes.holds(headerMark, at: start) {
      var open = start - 1
      // Time stamp and caller take fewer than forty bytes.
      var found: Int?
      while open >= max(textStart, start - 40) {
        if bytes[open] == UInt8(ascii: "["), LinePrefix(bytes, from: open).isComplete(at: start) {
          found = open
        }
        open -= 1
      }
      return found
    }
    return nil
  }
}
