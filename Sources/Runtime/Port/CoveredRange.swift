// The range of memory with metadata around an address, found by asking the port's machine header.

import CRuntime

/// A range that `kmsan_machine_covers` accepts as a whole and cannot be extended; with its metadata.
struct CoveredRange {
  /// The covered address that it was found by.
  let address: UInt
  let first: UInt
  /// The last byte, not the one behind it: a range may end where the address space does.
  let last: UInt

  /// Cost: about 128 calls of `kmsan_machine_covers`.
  /// - Returns: nil when the address is not covered.
  @inline(never)
  init?(around address: UInt) {
    guard Port.covers(address, size: 1) else { return nil }
    // A part of a covered range is covered, so the largest size is found bit by bit.
    var size: UInt = 0
    var before: UInt = 0
    var bit: UInt = 1 << 63
    while bit != 0 {
      if Port.covers(address, size: size | bit) { size |= bit }
      let distance = before | bit
      if distance <= address, Port.covers(address &- distance, size: distance &+ 1) {
        before = distance
      }
      bit >>= 1
    }
    self.address = address
    first = address &- before
    last = address &+ size &- 1
  }

  /// Whether the size or an end is one that no memory has: larger than half of the address space, or
  /// wrapped around its end.
  var isImpossible: Bool { last < address || last &- first >= 1 << 63 }

  var shadow: UInt { unsafe UInt(bitPattern: Port.shadow(first)) }
  /// The address of the first origin, as far before as the range reaches before its first group.
  var origin: UInt {
    unsafe UInt(bitPattern: Port.origin(address & ~3)) &- (address & ~3) &+ first
  }

  /// Whether a map of this range (its memory, shadow or origins), which begins at `start`, has bytes in
  /// common with a map of another range, which begins at `other`.
  func overlaps(_ start: UInt, with other: UInt, of range: CoveredRange) -> Bool {
    overlaps(start, with: other, size: range.last &- range.first &+ 1)
  }

  /// Whether such a map has bytes in common with other memory.
  func overlaps(_ start: UInt, with other: UInt, size: UInt) -> Bool {
    start &- other < size || other &- start <= last &- first
  }
}
