// Interceptors for atomic operations on words of memory. Two functions do the work for all of
// kmsan_atomic.h, themselves and with full barriers, so that a kernel needs no second copy.
//
// Source: FreeBSD 14, sys/kern/subr_msan.c, section "Interceptors".

import CRuntime

@c @implementation
public func kmsan_atomic_update(
  _ word: UnsafeMutableRawPointer?, _ width: Int, _ operation: kmsan_atomic, _ value: UInt64
) -> UInt64 {
  let range = unsafe MemoryRange(word, width)
  if operation != KMSAN_ATOMIC_STORE {
    unsafe check(range, name(operation), frame: kmsan_frame())
  }
  var old = kmsan_load_word(range.start, width)
  if operation == KMSAN_ATOMIC_LOAD { return old }
  // The program says where the word is; a wrong address is one for its own instruction, too.
  while unsafe !kmsan_exchange_word(range.start, width, &old, updated(old, operation, value)) {}
  switch operation {
  case KMSAN_ATOMIC_STORE, KMSAN_ATOMIC_SWAP, KMSAN_ATOMIC_READANDCLEAR:
    Metadata.unpoison(range.start, size: range.size)
  default: break
  }
  return old
}

@c @implementation
public func kmsan_atomic_compare(
  _ word: UnsafeMutableRawPointer?, _ width: Int, _ expected: UInt64, _ value: UInt64,
  _ found: UnsafeMutableRawPointer?
) -> Int32 {
  let range = unsafe MemoryRange(word, width)
  unsafe check(range, "atomic_cmpset", frame: kmsan_frame())
  var old = expected
  // As in kmsan_atomic_update().
  if unsafe kmsan_exchange_word(range.start, width, &old, value) { return 1 }
  guard let found = unsafe found else { return 0 }
  // A little-endian number begins with its low bytes; `found` is as wide as the word.
  unsafe kmsan_move_bytes(found, &old, width)
  Metadata.unpoison(UInt(bitPattern: found), size: range.size)
  return 0
}

/// What an operation makes of a word, in its low bits.
private func updated(_ old: UInt64, _ operation: kmsan_atomic, _ value: UInt64) -> UInt64 {
  switch operation {
  case KMSAN_ATOMIC_ADD, KMSAN_ATOMIC_FETCHADD: old &+ value
  case KMSAN_ATOMIC_SUBTRACT: old &- value
  case KMSAN_ATOMIC_SET, KMSAN_ATOMIC_TESTANDSET: old | value
  case KMSAN_ATOMIC_CLEAR, KMSAN_ATOMIC_TESTANDCLEAR: old & ~value
  default: value
  }
}

/// The function that a report names.
private func name(_ operation: kmsan_atomic) -> StaticString {
  switch operation {
  case KMSAN_ATOMIC_ADD: "atomic_add"
  case KMSAN_ATOMIC_SUBTRACT: "atomic_subtract"
  case KMSAN_ATOMIC_SET: "atomic_set"
  case KMSAN_ATOMIC_CLEAR: "atomic_clear"
  case KMSAN_ATOMIC_FETCHADD: "atomic_fetchadd"
  case KMSAN_ATOMIC_SWAP: "atomic_swap"
  case KMSAN_ATOMIC_READANDCLEAR: "atomic_readandclear"
  case KMSAN_ATOMIC_TESTANDSET: "atomic_testandset"
  case KMSAN_ATOMIC_TESTANDCLEAR: "atomic_testandclear"
  default: "atomic_load"
  }
}

private func check(_ range: MemoryRange, _ name: StaticString, frame: UnsafeRawPointer?) {
  _ = unsafe Report.check(range, name.cString, frame: frame)
}
