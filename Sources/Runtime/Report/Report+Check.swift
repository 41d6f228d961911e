// Checks of memory: from a range to the report of its first uninitialized bytes.
//
// Source: Linux 6.12, mm/kmsan/core.c, kmsan_internal_check_memory(). It reports every run of bytes;
// here the first one stands for the place.

import CRuntime

/// A range of memory as the kernel names it.
struct MemoryRange {
  let start: UInt
  let size: UInt

  init(start: UInt, size: UInt) {
    self.start = start
    self.size = size
  }

  init(_ address: UnsafeRawPointer?, _ size: Int) {
    start = UInt(bitPattern: address)
    self.size = UInt(bitPattern: size)
  }
}

extension Report {
  /// Reports the first uninitialized bytes of a range. Returns whether there were any. Cost: linear
  /// in the size. One copy of it serves all interceptors.
  @inline(never)
  static func check(
    _ range: MemoryRange, _ description: UnsafePointer<CChar>?, userAddress: UInt? = nil,
    frame: UnsafeRawPointer?
  ) -> Bool {
    guard range.size != 0, Port.covers(range.start, size: range.size),
      let first = Metadata.firstPoisoned(range.start, size: range.size)
    else { return false }
    let end = Metadata.firstClean(range.start, from: first, size: range.size)
    // The byte at `first` is covered, and so is its origin.
    let origin = unsafe Port.origin(range.start &+ first).pointee
    let bytes = ReportedRange(
      address: range.start, size: range.size, firstOffset: first, lastOffset: end &- 1)
    let violation = unsafe Violation(
      origin: origin, range: bytes, check: description, userAddress: userAddress)
    unsafe use(violation, frame: frame)
    return true
  }
}

extension StaticString {
  /// The name of a check, as C has it. It ends in a zero and lives as long as the program.
  var cString: UnsafePointer<CChar> {
    unsafe UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self)
  }
}
