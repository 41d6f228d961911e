// Copying metadata along with memory, as memmove does: ranges may overlap and need not be aligned.
//
// Origins have a granularity of four aligned bytes. A group of the destination gets the origin of
// the first uninitialized byte that is copied into it; a group into which only initialized bytes
// are copied keeps its origin, because its other bytes may need it. Every origin that is copied is
// chained, once per run of equal origins.
//
// Source of the semantics: Linux 6.12, mm/kmsan/core.c, kmsan_internal_memmove_metadata().

import CRuntime

extension Metadata {
  /// Copies the metadata of `size` bytes. `chain` makes a new origin from one of the source.
  ///
  /// A source without metadata counts as initialized. Cost: linear in the size; one pass over the
  /// shadow and one wide store when the source is initialized.
  static func copy(to: UInt, from: UInt, size: UInt, chain: (UInt32) -> UInt32) {
    guard size != 0, to != from, Port.covers(to, size: size) else { return }
    guard Port.covers(from, size: size), isPoisoned(from, size: size) else {
      unpoison(to, size: size)
      return
    }
    copyOrigins(to: to, from: from, size: size, chain: chain)
    // Both ranges are covered; memmove allows them to overlap.
    unsafe kmsan_move_bytes(Port.shadow(to), Port.shadow(from), Int(bitPattern: size))
  }

  /// Whether any byte of a covered range is uninitialized; reads eight shadow bytes at a time.
  static func isPoisoned(_ address: UInt, size: UInt) -> Bool {
    let shadow = unsafe UnsafeRawPointer(Port.shadow(address))
    let count = Int(bitPattern: size)
    var offset = 0
    // Every read ends inside the covered range.
    while offset &+ 8 <= count {
      if unsafe shadow.loadUnaligned(fromByteOffset: offset, as: UInt64.self) != 0 { return true }
      offset &+= 8
    }
    while offset < count {
      if unsafe shadow.load(fromByteOffset: offset, as: UInt8.self) != 0 { return true }
      offset &+= 1
    }
    return false
  }

  /// Sets the origins of the destination's groups. Walks in the direction in which no group of the
  /// source is overwritten before it is read. The shadow is that of before the copy.
  private static func copyOrigins(
    to: UInt, from: UInt, size: UInt, chain: (UInt32) -> UInt32
  ) {
    let firstGroup = to & ~3
    let groupCount = ((to &+ size &- 1) & ~3 &- firstGroup) / 4 &+ 1
    var lastSource: UInt32 = 0
    var lastChained: UInt32 = 0
    for step in 0..<groupCount {
      let index = to < from ? step : groupCount &- 1 &- step
      let group = firstGroup &+ index &* 4
      let start = max(group, to) &- to
      let end = min(group &+ 4, to &+ size) &- to
      guard let offset = firstPoisoned(from, from: start, size: end) else { continue }
      let source = unsafe Port.origin(from &+ offset).pointee
      if source != lastSource || step == 0 {
        lastSource = source
        lastChained = chain(source)
      }
      // The group holds a byte of the covered destination.
      unsafe Port.origin(group).pointee = lastChained
    }
  }
}
