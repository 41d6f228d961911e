// Poisoning, unpoisoning and reading metadata of ranges of memory.
//
// It does not copy metadata (MetadataCopy.swift) and makes no origins (Origins/). Ranges outside
// the port's maps are ignored: they have no metadata and count as initialized.
//
// One shadow byte per byte, 1 bits uninitialized; one origin per four aligned bytes.

import CRuntime

/// The metadata of memory.
enum Metadata {
  /// Marks the range uninitialized, with that origin. Cost: linear in the size.
  static func poison(_ address: UInt, size: UInt, origin: UInt32) {
    guard size != 0, Port.covers(address, size: size) else { return }
    // `covers` says that the shadow of every byte is mapped.
    unsafe kmsan_set_bytes(Port.shadow(address), 0xff, Int(bitPattern: size))
    setOrigin(address, size: size, origin: origin)
  }

  /// Marks the range initialized. Origins stay as they are: nobody reads the origin of clean
  /// shadow.
  static func unpoison(_ address: UInt, size: UInt) {
    guard size != 0, Port.covers(address, size: size) else { return }
    // As in `poison`.
    unsafe kmsan_set_bytes(Port.shadow(address), 0, Int(bitPattern: size))
  }

  /// Sets the origin of every aligned group that the range touches.
  static func setOrigin(_ address: UInt, size: UInt, origin: UInt32) {
    let first = address & ~3
    let last = (address &+ size &- 1) & ~3
    let count = Int(bitPattern: (last &- first) / 4 &+ 1)
    // Both ends are covered and maps are contiguous, so are the origins between them.
    unsafe Port.origin(first).update(repeating: origin, count: count)
  }

  /// Offset of the first byte with an uninitialized bit at or after `start`; nil when there is
  /// none.
  static func firstPoisoned(_ address: UInt, from start: UInt = 0, size: UInt) -> UInt? {
    let shadow = unsafe Port.shadow(address)
    var offset = start
    // The caller checked that the range is covered; every read ends inside of it.
    while offset &+ 8 <= size,
      unsafe UnsafeRawPointer(shadow).loadUnaligned(
        fromByteOffset: Int(bitPattern: offset), as: UInt64.self) == 0
    { offset &+= 8 }
    while offset < size {
      if unsafe shadow[Int(bitPattern: offset)] != 0 { return offset }
      offset &+= 1
    }
    return nil
  }

  /// Offset of the first initialized byte at or after `start`; `size` when there is none.
  static func firstClean(_ address: UInt, from start: UInt, size: UInt) -> UInt {
    let shadow = unsafe Port.shadow(address)
    var offset = start
    // The caller checked that the range is covered.
    while offset < size, unsafe shadow[Int(bitPattern: offset)] != 0 { offset &+= 1 }
    return offset
  }
}
