// One line of a kernel's console, with what printk and terminals put around the text taken off.
// It knows nothing of reports. Source of the prefixes: Linux, kernel/printk/printk.c.

/// A line of console text, split into the prefixes of printk and the text itself.
public struct ConsoleLine: Sendable, Equatable {
  /// The time stamp in nanoseconds since boot; nil when the kernel prints none.
  public var timeNanoseconds: UInt64?
  /// The task or processor that printed the line (`T12`, `C0`); nil when the kernel does not say.
  public var caller: String?
  /// The text, without prefixes, carriage returns, escape sequences and trailing spaces.
  public var text: String

  /// Splits `raw`, which holds no line feed. Cost: linear in its length.
  public init(_ raw: some StringProtocol) {
    var bytes = ConsoleLine.removingControlCodes(Array(raw.utf8))[...]
    ConsoleLine.dropSystemLogPrefix(&bytes)
    ConsoleLine.dropLevel(&bytes)
    timeNanoseconds = ConsoleLine.takeTimeStamp(&bytes)
    caller = ConsoleLine.takeCaller(&bytes)
    text = String(decoding: bytes, as: UTF8.self)
  }
}

extension ConsoleLine {
  /// The bytes without escape sequences, other control codes than tab, and trailing spaces.
  private static func removingControlCodes(_ bytes: [UInt8]) -> [UInt8] {
    var kept: [UInt8] = []
    kept.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if byte == 0x1B {
        index = endOfEscapeSequence(bytes, from: index)
      } else if byte >= 0x20 && byte != 0x7F || byte == 0x09 {
        kept.append(byte)
      }
    }
    while kept.last == 0x20 || kept.last == 0x09 { kept.removeLast() }
    return kept
  }

  /// The index behind an escape sequence whose escape byte stands before `start`.
  private static func endOfEscapeSequence(_ bytes: [UInt8], from start: Int) -> Int {
    guard start < bytes.count, bytes[start] == UInt8(ascii: "[") else {
      return min(start + 1, bytes.count)
    }
    var index = start + 1
    while index < bytes.count, !(0x40...0x7E).contains(bytes[index]) { index += 1 }
    return min(index + 1, bytes.count)
  }

  /// Drops what a system log puts in front: `Nov 21 07:06:14 host kernel: `.
  private static func dropSystemLogPrefix(_ bytes: inout ArraySlice<UInt8>) {
    let mark = Array(" kernel: ".utf8)
    let limit = bytes.prefix(80)
    guard let first = limit.first, first != UInt8(ascii: "["), limit.count > mark.count else {
      return
    }
    for start in limit.startIndex...(limit.endIndex - mark.count)
    where limit[start..<(start + mark.count)].elementsEqual(mark) {
      bytes = bytes[(start + mark.count)...]
      return
    }
  }

  /// Drops a level in angle brackets: `<4>`.
  private static func dropLevel(_ bytes: inout ArraySlice<UInt8>) {
    guard bytes.first == UInt8(ascii: "<"),
      let close = bytes.prefix(5).firstIndex(of: UInt8(ascii: ">")),
      close > bytes.startIndex + 1,
      bytes[(bytes.startIndex + 1)..<close].allSatisfy(isDigit)
    else { return }
    bytes = bytes[(close + 1)...]
  }

  /// Takes `[   12.345678]` and the space behind it.
  private static func takeTimeStamp(_ bytes: inout ArraySlice<UInt8>) -> UInt64? {
    guard let (content, rest) = bracketed(bytes) else { return nil }
    let parts = content.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 2, (1...9).contains(parts[1].count),
      let seconds = number(parts[0]), let fraction = number(parts[1])
    else { return nil }
    var nanoseconds = fraction
    for _ in parts[1].count..<9 { nanoseconds *= 10 }
    bytes = rest
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    return overflow ? nil : product &+ nanoseconds
  }

  /// Takes `[   T12]` or `[   C0]` and the space behind it.
  private static func takeCaller(_ bytes: inout ArraySlice<UInt8>) -> String? {
    guard let (content, rest) = bracketed(bytes), let kind = content.first,
      kind == UInt8(ascii: "T") || kind == UInt8(ascii: "C"),
      number(content.dropFirst()) != nil
    else { return nil }
    bytes = rest
    return String(decoding: content, as: UTF8.self)
  }

  /// The content of brackets at the start, without leading spaces, and what follows them.
  private static func bracketed(
    _ bytes: ArraySlice<UInt8>
  ) -> (content: ArraySlice<UInt8>, rest: ArraySlice<UInt8>)? {
    guard bytes.first == UInt8(ascii: "["),
      let close = bytes.prefix(32).firstIndex(of: UInt8(ascii: "]"))
    else { return nil }
    let content = bytes[(bytes.startIndex + 1)..<close].drop { $0 == 0x20 }
    var rest = bytes[(close + 1)...]
    // `[T12]` may follow at once; text follows after exactly one space.
    if rest.first == 0x20 { rest = rest.dropFirst() }
    return (content, rest)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func number(_ digits: some Collection<UInt8>) -> UInt64? {
    guard !digits.isEmpty, digits.allSatisfy(isDigit) else { return nil }
    return UInt64(String(decoding: digits, as: UTF8.self))
  }
}
