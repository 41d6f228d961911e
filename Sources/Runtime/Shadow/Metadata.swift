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

  /// Marks the range initialized. Origins stay as they are: the origin of clean shadow is not read; clean
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
    // Both ends are covered and maps are contiguous, so are the origins between them.
    let origins = unsafe UnsafeMutableRawPointer(Port.origin(first))
    let end = Int(bitPattern: last &- first &+ 4)
    let pair = UInt64(origin) << 32 | UInt64(origin)
    var offset = 0
    while offset &+ 32 <= end {
      unsafe origins.storeBytes(of: pair, toByteOffset: offset, as: UInt64.self)
      unsafe origins.storeBytes(of: pair, toByteOffset: offset &+ 8, as: UInt64.self)
      unsafe origins.storeBytes(of: pair, toByteOffset: offset &+ 16, as: UInt64.self)
      unsafe origins.storeBytes(of: pair, toByteOffset: offset &+ 24, as: UInt64.self)
      offset &+= 32
    }
    while offset < end {
      unsafe origins.storeBytes(of: origin, toByteOffset: offset, as: UInt32.self)
      offset &+= 4
    }
  }

  /// Whether any byte of a covered range is uninitialized.
  static func isPoisoned(_ address: UInt, size: UInt) -> Bool {
    firstPoisoned(address, size: size) != nil
  }

  /// Offset of the first byte with an uninitialized bit at or after `start`; nil when there is
  /// none. Mostly there is none, so it skips 64 bytes at a time.
  static func firstPoisoned(_ address: UInt, from start: UInt = 0, size: UInt) -> UInt? {
    // The caller checked that the range is covered; every read ends inside of it.
    let shadow = unsafe UnsafeRawPointer(Port.shadow(address))
    func word(_ offset: UInt) -> UInt64 {
      unsafe shadow.loadUnaligned(fromByteOffset: Int(bitPattern: offset), as: UInt64.self)
    }
    var offset = start
    while offset &+ 64 <= size,
      word(offset) | word(offset &+ 8) | word(offset &+ 16) | word(offset &+ 24)
        | word(offset &+ 32) | word(offset &+ 40) | word(offset &+ 48) | word(offset &+ 56) == 0
    { offset &+= 64 }
    while offset &+ 8 <= size, word(offset) == 0 { offset &+= 8 }
    while offset < size {
      if unsafe shadow.load(fromByteOffset: Int(bitPattern: offset), as: UInt8.self) != 0 {
        return offset
      }
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
