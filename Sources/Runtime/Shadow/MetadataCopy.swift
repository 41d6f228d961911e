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

  /// Sets the origins of the destination's groups. Walks in the direction in which no group of the
  /// source is overwritten before it is read. The shadow is that of before the copy.
  private static func copyOrigins(
    to: UInt, from: UInt, size: UInt, chain: (UInt32) -> UInt32
  ) {
    let firstGroup = to & ~3
    let groupCount = ((to &+ size &- 1) & ~3 &- firstGroup) / 4 &+ 1
    let isForward = to < from
    let areAligned = (to ^ from) & 3 == 0
    var chains = ChainedOrigins()
    var step: UInt = 0
    while step < groupCount {
      let pair = firstGroup &+ (isForward ? step : groupCount &- 2 &- step) &* 4 &- to
      if areAligned, step &+ 2 <= groupCount, pair < size, size &- pair >= 8 {
        // The source has the same two groups, and they lie in the covered range.
        step &+= 2
        let word = unsafe UnsafeRawPointer(Port.shadow(from &+ pair)).loadUnaligned(as: UInt64.self)
        if word == 0 { continue }
        for half in 0..<2 as Range<UInt> {
          let byte = (isForward ? half : 1 &- half) &* 4
          guard UInt32(truncatingIfNeeded: word >> UInt64(byte &* 8)) != 0 else { continue }
          unsafe Port.origin(to &+ pair &+ byte).pointee =
            chains.chained(Port.origin(from &+ pair &+ byte).pointee, chain)
        }
        continue
      }
      let group = firstGroup &+ (isForward ? step : groupCount &- 1 &- step) &* 4
      step &+= 1
      let start = max(group, to) &- to
      let end = min(group &+ 4, to &+ size) &- to
      guard let offset = firstPoisoned(from, from: start, size: end) else { continue }
      // The group holds a byte of the covered destination.
      unsafe Port.origin(group).pointee = chains.chained(Port.origin(from &+ offset).pointee, chain)
    }
  }
}

/// The last origin that was chained: neighbours mostly have the same.
private struct ChainedOrigins {
  private var source: UInt32 = 0
  private var chained: UInt32?

  @inline(__always)
  mutating func chained(_ origin: UInt32, _ chain: (UInt32) -> UInt32) -> UInt32 {
    if let chained, source == origin { return chained }
    let result = chain(origin)
    (source, chained) = (origin, result)
    return result
  }
}
