// A short name for content: two different contents have different names for all practical
// purposes. It guards rebuilds, not secrets.

/// A 64-bit FNV-1a digest (Fowler, Noll, Vo) of bytes.
public struct ContentDigest: Sendable, Equatable {
  private var state: UInt64 = 0xcbf2_9ce4_8422_2325

  public init() {}

  /// The digest of a text.
  public init(of text: String) {
    self.init()
    update(text.utf8)
  }

  /// Adds bytes to the content.
  public mutating func update(_ bytes: some Sequence<UInt8>) {
    for byte in bytes {
      state = (state ^ UInt64(byte)) &* 0x100_0000_01b3
    }
  }

  /// Sixteen hexadecimal digits.
  public var text: String {
    let digits = String(state, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// The first eight of the digits: enough for the name of a directory.
  public var short: String { String(text.prefix(8)) }
}
