// What a kernel calls to say what the compiler cannot see: memory was allocated, freed, written by
// a device, or is about to leave the kernel.
//
// Source: Linux 6.12, include/linux/kmsan-checks.h and mm/kmsan/hooks.c.

import CRuntime

@c @implementation
public func kmsan_poison_memory(_ address: UnsafeRawPointer?, _ size: Int, _ flags: UInt32) {
  unsafe poison(address, size, .created, frame: kmsan_frame())
}

@c @implementation
public func kmsan_poison_allocated(
  _ address: UnsafeRawPointer?, _ size: Int, _ frame: UnsafeRawPointer?
) {
  unsafe poison(address, size, .created, frame: frame)
}

@c @implementation
public func kmsan_poison_freed(
  _ address: UnsafeRawPointer?, _ size: Int, _ frame: UnsafeRawPointer?
) {
  unsafe poison(address, size, .freed, frame: frame)
}

@c @implementation
public func kmsan_unpoison_memory(_ address: UnsafeRawPointer?, _ size: Int) {
  Metadata.unpoison(UInt(bitPattern: address), size: UInt(bitPattern: size))
}

@c @implementation
public func kmsan_check_memory(_ address: UnsafeRawPointer?, _ size: Int) {
  let start = UInt(bitPattern: address)
  let count = UInt(bitPattern: size)
  guard count != 0, Port.covers(start, size: count),
    let first = Metadata.firstPoisoned(start, size: count)
  else { return }
  let end = Metadata.firstClean(start, from: first, size: count)
  // The byte at `first` is covered, and so is its origin.
  let origin = unsafe Port.origin(start &+ first).pointee
  unsafe Report.use(
    origin: origin, frame: kmsan_frame(),
    range: ReportedRange(
      address: start, size: count, firstOffset: first, lastOffset: end &- 1))
}

@inline(__always)
private func poison(
  _ address: UnsafeRawPointer?, _ size: Int, _ kind: OriginKind, frame: UnsafeRawPointer?
) {
  let origin = unsafe Origins.create(kind, frame: frame)
  Metadata.poison(
    UInt(bitPattern: address), size: UInt(bitPattern: size), origin: origin)
}
