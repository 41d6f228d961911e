// kmalloc and malloc(9), for kernel-style programs in a process.

import CHostedPort
import CRuntime

@c @implementation
public func kmalloc(_ size: Int, _ flags: UInt32) -> UnsafeMutableRawPointer? {
  unsafe allocate(size, isZeroed: flags & 2 != 0, frame: kmsan_frame())
}

@c @implementation
public func kzalloc(_ size: Int, _ flags: UInt32) -> UnsafeMutableRawPointer? {
  unsafe allocate(size, isZeroed: true, frame: kmsan_frame())
}

@c @implementation
public func kfree(_ memory: UnsafeRawPointer?) {
  unsafe free(UnsafeMutableRawPointer(mutating: memory), frame: kmsan_frame())
}

@c @implementation
public func kernel_malloc(
  _ size: Int, _ type: UnsafeMutablePointer<malloc_type>?, _ flags: Int32
) -> UnsafeMutableRawPointer? {
  let memory = unsafe allocate(
    size, isZeroed: flags & M_ZERO != 0, mayFail: flags & M_WAITOK == 0, frame: kmsan_frame())
  if unsafe memory == nil, flags & M_WAITOK != 0 {
    fail("malloc(M_WAITOK): out of memory.\n")
  }
  return unsafe memory
}

@c @implementation
public func kernel_free(
  _ memory: UnsafeMutableRawPointer?, _ type: UnsafeMutablePointer<malloc_type>?
) {
  unsafe free(memory, frame: kmsan_frame())
}

@inline(__always)
private func free(_ memory: UnsafeMutableRawPointer?, frame: UnsafeRawPointer?) {
  guard let memory = unsafe memory else { return }
  // The program gives back what it was given; the C library's free() checks no more either.
  unsafe kmsan_poison_freed(memory, hosted_allocation_size(memory), KMSAN_TYPE_MALLOC, frame)
  unsafe hosted_free(memory)
}

@inline(__always)
private func allocate(
  _ size: Int, isZeroed: Bool, mayFail: Bool = true, frame: UnsafeRawPointer?
) -> UnsafeMutableRawPointer? {
  if mayFail, hosted_allocation_fails() { return nil }
  guard let memory = unsafe hosted_allocate(size) else { return nil }
  // All of the new block belongs to the caller.
  let usable = unsafe hosted_allocation_size(memory)
  if isZeroed {
    unsafe kmsan_set_bytes(memory, 0, usable)
    unsafe kmsan_unpoison_memory(memory, usable)
  } else {
    unsafe kmsan_poison_allocated(memory, usable, KMSAN_TYPE_MALLOC, frame)
    MapOnDemand.notePoisoned(usable)
  }
  return unsafe memory
}
