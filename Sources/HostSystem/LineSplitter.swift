// A stream of bytes to lines of text.

/// Cuts bytes, in pieces of any size, into lines. A line ends at a line feed; a carriage return
/// before it belongs to the end. Invalid UTF-8 is repaired, as consoles may print anything.
public struct LineSplitter: Sendable {
  /// A longer line is cut into pieces of this many bytes.
  static let lineBytesMax = 64 * 1024

  private var pending: [UInt8] = []

  public init() {}

  /// Takes `bytes` and passes each line that they complete to `body`.
  public mutating func append(
    _ bytes: some Sequence<UInt8>, _ body: (String) throws -> Void
  ) rethrows {
    for byte in bytes {
      if byte == UInt8(ascii: "\n") {
        try flush(body)
      } else {
        pending.append(byte)
        if pending.count >= LineSplitter.lineBytesMax { try flush(body) }
      }
    }
  }

  /// Ends the stream: passes on a last line that has no line feed.
  public mutating func finish(_ body: (String) throws -> Void) rethrows {
    if !pending.isEmpty { try flush(body) }
  }

  private mutating func flush(_ body: (String) throws -> Void) rethrows {
    if pending.last == UInt8(ascii: "\r") { pending.removeLast() }
    let line = String(decoding: pending, as: UTF8.self)
    pending.removeAll(keepingCapacity: true)
    try body(line)
  }
}
