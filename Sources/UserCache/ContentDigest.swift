// A short name for content, by which caches and builds recognize it: different contents have different
// names for all practical purposes. It guards rebuilds, not secrets.
//
// Source: G. Fowler, L. C. Noll, K.-P. Vo, D. Eastlake, "The FNV Non-Cryptographic Hash Algorithm": FNV-1a
// of 64 bits. A cryptographic digest would bring Foundation into kmsan-cc, which starts once for each
// compilation.

#if canImport(Glibc)
  import Glibc
#endif

/// A 64-bit FNV-1a digest of bytes.
public struct ContentDigest: Sendable, Equatable {
  /// The digest of the bytes so far.
  public private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  public init() {}

  /// The digest of a text.
  public init(of text: String) {
    self.init()
    update(text.utf8)
  }

  /// Adds bytes to the content.
  public mutating func update(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
  }

  /// Adds the bytes of a file to the content.
  public mutating func update(fileAt path: String) throws(CacheError) {
    guard let file = fopen(path, "r") else { throw Self.unreadable(path) }
    defer { fclose(file) }
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&chunk, 1, chunk.count, file), count > 0 {
      update(chunk[..<count])
    }
    // A directory opens, but does not read.
    if ferror(file) != 0 { throw Self.unreadable(path) }
  }

  private static func unreadable(_ path: String) -> CacheError {
    CacheError("cannot read '\(path)': \(String(cString: strerror(errno)))")
  }

  /// Sixteen hexadecimal digits.
  public var text: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// The first eight of the digits: enough for the name of a directory.
  public var short: String { String(text.prefix(8)) }
}
