// kmalloc and its family, for kernel-style programs in a process.

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
  guard let memory = unsafe UnsafeMutableRawPointer(mutating: memory) else { return }
  // The program gives back what kmalloc gave it; free() checks no more than that either.
  unsafe kmsan_poison_freed(
    memory, hosted_allocation_size(memory), KMSAN_TYPE_MALLOC, kmsan_frame())
  unsafe hosted_free(memory)
}

@inline(__always)
private func allocate(
  _ size: Int, isZeroed: Bool, frame: UnsafeRawPointer?
) -> UnsafeMutableRawPointer? {
  guard let memory = unsafe hosted_allocate(size) else { return nil }
  // All of the new block belongs to the caller.
  let usable = unsafe hosted_allocation_size(memory)
  if isZeroed {
    unsafe kmsan_set_bytes(memory, 0, usable)
    unsafe kmsan_unpoison_memory(memory, usable)
  } else {
    unsafe kmsan_poison_allocated(memory, usable, KMSAN_TYPE_MALLOC, frame)
  }
  return unsafe memory
}
