// What an origin stands for.

/// How memory came to be uninitialized, or how an uninitialized value moved.
enum OriginKind: UInt8 {
  /// Allocated, or poisoned on request.
  case created = 1
  /// Freed.
  case freed = 2
  /// A local variable came into scope.
  case local = 3
  /// An uninitialized value was stored; the previous origin says where it came from.
  case stored = 4
}

/// The fixed part of a record in the depot; the frames follow it.
struct OriginRecord {
  let kind: OriginKind
  /// The owner of the memory; nil when it is unknown.
  let type: MemoryType?
  /// Stores between the creation and this record.
  let depth: UInt8
  /// Of `stored`: the origin before the store.
  let previous: UInt32
  /// Of `local`: address of the name, a C string; else 0.
  let description: UInt

  init(
    kind: OriginKind, type: MemoryType? = nil, depth: UInt8 = 0, previous: UInt32 = 0,
    description: UInt = 0
  ) {
    self.kind = kind
    self.type = type
    self.depth = depth
    self.previous = previous
    self.description = description
  }

  /// Header of the record as one word; the low byte marks the start of a record.
  func header(frameCount: Int) -> UInt64 {
    let typeNumber = type.map { $0.rawValue &+ 1 } ?? 0
    return UInt64(Self.mark) | UInt64(kind.rawValue | typeNumber << 4) << 8 | UInt64(depth) << 16
      | UInt64(UInt8(truncatingIfNeeded: frameCount)) << 24 | UInt64(previous) << 32
  }

  /// Reads a header; nil when no record starts with this word.
  init?(header: UInt64, description: UInt64) {
    guard UInt8(truncatingIfNeeded: header) == Self.mark,
      let kind = OriginKind(rawValue: UInt8(truncatingIfNeeded: header >> 8) & 15)
    else { return nil }
    self.kind = kind
    type = MemoryType(rawValue: UInt8(truncatingIfNeeded: header >> 12) & 15 &- 1)
    self.depth = UInt8(truncatingIfNeeded: header >> 16)
    self.previous = UInt32(truncatingIfNeeded: header >> 32)
    self.description = UInt(description)
  }

  static func frameCount(header: UInt64) -> Int {
    Int(UInt8(truncatingIfNeeded: header >> 24))
  }

  private static let mark: UInt8 = 0xa5
}
