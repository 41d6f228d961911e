// A log as bytes, in pieces of any size, to reports. Between reports it only looks for the next
// header and counts lines, so that a log is read nearly as fast as memory; memory stays constant.

#if canImport(Glibc)
  import Glibc
#endif

/// Finds the reports in a stream of bytes.
public struct LogScanner: Sendable {
  /// No line of a report is longer, in bytes; the rest of a longer line is skipped.
  public static let lineBytesMax = 64 * 1024

  private var parser = ReportParser()
  /// The start of a line whose end has not come yet.
  private var pending: [UInt8] = []
  /// Whether the rest of an overlong line is being skipped.
  private var isSkipping = false
  /// How many bytes were scanned.
  public private(set) var byteCount: UInt64 = 0

  public init() {}

  /// Scans the next bytes; passes each report that ends in them to `body`. Cost: linear.
  public mutating func scan(_ bytes: Span<UInt8>, _ body: (Report) throws -> Void) rethrows {
    byteCount += UInt64(bytes.count)
    // The buffer is used only inside the closure.
    try bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      try scan(Bytes(start: base, count: buffer.count), body)
    }
  }

  /// Ends the log: passes the reports that are still open to `body`.
  public mutating func finish(_ body: (Report) throws -> Void) rethrows {
    if !pending.isEmpty {
      let line = pending
      pending = []
      try line.withUnsafeBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        try takeLine(Bytes(start: base, count: buffer.count), body)
      }
    }
    isSkipping = false
    for report in parser.finish() { try body(report) }
  }
}

/// Bytes of a chunk; valid while the chunk is scanned.
private struct Bytes {
  let start: UnsafePointer<UInt8>
  let count: Int

  /// The index of a byte from an index on.
  func index(of byte: UInt8, from index: Int) -> Int? {
    guard index < count, let found = memchr(start + index, Int32(byte), count - index) else {
      return nil
    }
    return UnsafeRawPointer(found) - UnsafeRawPointer(start)
  }

  func slice(_ range: Range<Int>) -> Bytes {
    Bytes(start: start + range.lowerBound, count: range.count)
  }

  var buffer: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: start, count: count) }
}

extension LogScanner {
  private static let lineFeed = UInt8(ascii: "\n")

  private mutating func scan(_ bytes: Bytes, _ body: (Report) throws -> Void) rethrows {
    var index = try completePending(bytes, body)
    while index < bytes.count {
      if !parser.isInReport {
        index = skipToCandidate(bytes, from: index)
        if index == bytes.count { return }
      }
      guard let end = bytes.index(of: LogScanner.lineFeed, from: index) else {
        hold(bytes.slice(index..<bytes.count))
        return
      }
      try takeLine(bytes.slice(index..<end), body)
      index = end + 1
    }
  }

  /// Completes the line that the last chunk began. Returns the index of the next line.
  private mutating func completePending(
    _ bytes: Bytes, _ body: (Report) throws -> Void
  ) rethrows -> Int {
    guard !pending.isEmpty || isSkipping else { return 0 }
    guard let end = bytes.index(of: LogScanner.lineFeed, from: 0) else {
      hold(bytes)
      return bytes.count
    }
    hold(bytes.slice(0..<end))
    let line = pending
    pending.removeAll(keepingCapacity: true)
    isSkipping = false
    try line.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      try takeLine(Bytes(start: base, count: buffer.count), body)
    }
    return end + 1
  }

  /// Keeps the start of a line, up to the limit.
  private mutating func hold(_ bytes: Bytes) {
    let room = LogScanner.lineBytesMax + 1 - pending.count
    pending.append(contentsOf: bytes.buffer.prefix(max(room, 0)))
    isSkipping = pending.count > LogScanner.lineBytesMax
  }

  /// The start of the next line that may hold a header, or of the unfinished last line.
  private mutating func skipToCandidate(_ bytes: Bytes, from start: Int) -> Int {
    let mark = LogScanner.candidate(bytes, from: start) ?? bytes.count
    var line = mark
    while line > start, bytes.start[line - 1] != LogScanner.lineFeed { line -= 1 }
    parser.skipLines(LogScanner.lineCount(bytes.slice(start..<line)))
    if mark == bytes.count, line < mark {
      hold(bytes.slice(line..<mark))
      return mark
    }
    return line
  }

  /// The index of the next `MSAN` or `MSan`.
  private static func candidate(_ bytes: Bytes, from start: Int) -> Int? {
    var index = start
    while let found = bytes.index(of: UInt8(ascii: "M"), from: index) {
      if found + 4 <= bytes.count, bytes.start[found + 1] == UInt8(ascii: "S"),
        bytes.start[found + 2] | 0x20 == UInt8(ascii: "a"),
        bytes.start[found + 3] | 0x20 == UInt8(ascii: "n")
      {
        return found
      }
      index = found + 1
    }
    return nil
  }

  /// How many line feeds there are.
  private static func lineCount(_ bytes: Bytes) -> Int {
    // In blocks whose counts fit a byte, the compiler counts with whole vectors.
    let blockBytes = 128
    var count = 0
    var index = 0
    while index + blockBytes <= bytes.count {
      var inBlock: UInt8 = 0
      for offset in 0..<blockBytes {
        inBlock &+= bytes.start[index &+ offset] == lineFeed ? 1 : 0
      }
      count += Int(inBlock)
      index += blockBytes
    }
    while index < bytes.count {
      count += bytes.start[index] == lineFeed ? 1 : 0
      index += 1
    }
    return count
  }

  private mutating func takeLine(
    _ bytes: Bytes, _ body: (Report) throws -> Void
  ) rethrows {
    let isLong = bytes.count > LogScanner.lineBytesMax
    let kept = isLong ? bytes.slice(0..<LogScanner.lineBytesMax) : bytes
    // What a line is must not depend on whether it came in one piece.
    guard parser.isInReport || LogScanner.candidate(kept, from: 0) != nil else {
      return parser.skipLines(1)
    }
    for report in parser.consume(raw: kept.buffer.span, isLong: isLong) { try body(report) }
  }
}
