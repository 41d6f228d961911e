// Origins and their granularity.

/// An origin is a 32-bit identifier of where uninitialized bytes came from; 0 means "unknown".
public enum Origin {
  /// One origin covers this many bytes, aligned.
  public static let granularity = 4
  /// Size of an origin in bytes.
  public static let size = 4
}
