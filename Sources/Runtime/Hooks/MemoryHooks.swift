// Hooks that stand for memcpy, memmove and memset, and those for locals and inline assembly.
//
// Source: Linux 6.12, mm/kmsan/instrumentation.c.

import CRuntime

/// Copies metadata after the memory was copied; origins are chained at the hook's caller.
@inline(__always)
private func copyMetadata(
  _ to: UnsafeMutableRawPointer?, _ from: UnsafeRawPointer?, _ size: UInt64,
  frame: UnsafeRawPointer?
) {
  Metadata.copy(
    to: UInt(bitPattern: to), from: UInt(bitPattern: from), size: UInt(size)
  ) { unsafe Origins.chain($0, frame: frame) }
}

@c @implementation
public func __msan_memcpy(
  _ to: UnsafeMutableRawPointer?, _ from: UnsafeRawPointer?, _ size: UInt64
) -> UnsafeMutableRawPointer? {
  // The arguments are those of the program's own memcpy. memmove, because programs do pass equal
  // pointers, and the compiler may.
  unsafe kmsan_move_bytes(to, from, Int(truncatingIfNeeded: size))
  unsafe copyMetadata(to, from, size, frame: kmsan_frame())
  return unsafe to
}

@c @implementation
public func __msan_memmove(
  _ to: UnsafeMutableRawPointer?, _ from: UnsafeRawPointer?, _ size: UInt64
) -> UnsafeMutableRawPointer? {
  // The arguments are those of the program's own memmove.
  unsafe kmsan_move_bytes(to, from, Int(truncatingIfNeeded: size))
  unsafe copyMetadata(to, from, size, frame: kmsan_frame())
  return unsafe to
}

@c @implementation
public func __msan_memset(
  _ to: UnsafeMutableRawPointer?, _ byte: Int32, _ size: UInt64
) -> UnsafeMutableRawPointer? {
  // The arguments are those of the program's own memset.
  unsafe kmsan_set_bytes(to, byte, Int(truncatingIfNeeded: size))
  Metadata.unpoison(UInt(bitPattern: to), size: UInt(size))
  return unsafe to
}

@c @implementation
public func __msan_poison_alloca(
  _ address: UnsafeMutableRawPointer?, _ size: UInt64, _ description: UnsafePointer<CChar>?
) {
  let origin = unsafe Origins.createLocal(description, frame: kmsan_frame())
  if origin == 0 { Start.noteUnknownOrigin(of: UInt(bitPattern: address)) }
  Metadata.poison(UInt(bitPattern: address), size: UInt(size), origin: origin)
}

@c @implementation
public func __msan_unpoison_alloca(_ address: UnsafeMutableRawPointer?, _ size: UInt64) {
  Metadata.unpoison(UInt(bitPattern: address), size: UInt(size))
}

@c @implementation
public func __msan_instrument_asm_store(_ address: UnsafeMutableRawPointer?, _ size: UInt64) {
  Metadata.unpoison(UInt(bitPattern: address), size: UInt(size))
}
