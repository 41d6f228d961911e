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
    self = ConsoleLine.withText(of: bytes) { facts, text in
      ConsoleLine(facts, text: text.string(0..<text.count))
    }
  }

  private init(_ facts: LineFacts, text: String) {
    timeNanoseconds = facts.timeNanoseconds
    caller = facts.caller?.description
    isRepaired = facts.isRepaired
    isShared = facts.isShared
    self.text = text
  }
}

/// What is known of a line besides its text.
struct LineFacts {
  var timeNanoseconds: UInt64?
  var caller: PrintkCaller?
  var isRepaired = false
  var isShared = false
}

extension LineFacts {
  init(_ line: ConsoleLine) {
    timeNanoseconds = line.timeNanoseconds
    caller = line.caller.flatMap(PrintkCaller.init)
    isRepaired = line.isRepaired
    isShared = line.isShared
  }
}

extension ConsoleLine {
  /// Splits a line and passes its text to `body` as bytes of UTF-8, without a copy of most lines.
  static func withText<Result>(
    of bytes: Span<UInt8>, _ body: (LineFacts, Span<UInt8>) throws -> Result
  ) rethrows -> Result {
    if isPlain(bytes) {
      let (facts, text) = split(bytes)
      return try body(facts, bytes.extracting(text))
    }
    let cleaned = removingControlCodes(bytes)
    var (facts, range) = split(cleaned.span)
    let text = cleaned.span.string(range)
    let repaired = Array(text.utf8)
    facts.isRepaired = !cleaned[range].elementsEqual(repaired)
    return try body(facts, repaired.span)
  }

  /// What the prefixes say, and where the text is.
  private static func split(_ bytes: Span<UInt8>) -> (LineFacts, text: Range<Int>) {
    var prefix = LinePrefix(bytes)
    let start = reportStart(bytes, behind: prefix.textStart)
    if let start { prefix = LinePrefix(bytes, from: start) }
    var end = bytes.count
    while end > prefix.textStart, bytes[end - 1].isBlank { end -= 1 }
    let facts = LineFacts(
      timeNanoseconds: prefix.timeNanoseconds, caller: prefix.caller, isShared: start != nil)
    return (facts, prefix.textStart..<end)
  }
}

// MARK: - Control codes

extension ConsoleLine {
  /// Whether a byte is one that a terminal acts upon; tabs are text.
  private static func isControlCode(_ byte: UInt8) -> Bool {
    byte < 0x20 && byte != 0x09 || byte == 0x7F
  }

  /// Whether all bytes are ASCII, and none is a control code.
  private static func isPlain(_ bytes: Span<UInt8>) -> Bool {
    // Without an early exit, the compiler looks at whole vectors. The buffer is used only inside.
    bytes.withUnsafeBufferPointer { buffer in
      var others: UInt8 = 0
      for byte in buffer {
        others |= byte >= 0x7F ? 1 : 0
        others |= byte < 0x20 && byte != 0x09 ? 1 : 0
      }
      return others == 0
    }
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
    var rest = (textStart + 1)..<(bytes.count - length)
    while let start = bytes.firstIndex(of: UInt8(ascii: "B"), in: rest) {
      rest = (start + 1)..<rest.upperBound
      guard bytes.holds(headerMark, at: start) else { continue }
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
