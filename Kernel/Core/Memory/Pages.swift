// __get_free_pages(): kernel memory in powers of two of pages, each at a multiple of its size.

import CRuntime
import KernelC

private let orderMax: UInt32 = 10

@c @implementation
@inline(never)
@_optimize(none)
public func __get_free_pages(_ flags: UInt32, _ order: UInt32) -> UInt {
  guard order <= orderMax else { return 0 }
  let bytes = Int(PAGE_BYTES) << Int(order)
  guard let memory = KernelMemory.allocate(bytes, frame: kmsan_frame()) else { return 0 }
  if Int(flags) & KERNEL_GFP_ZERO != 0 { __msan_memset(memory, 0, UInt64(bytes)) }
  return UInt(bitPattern: memory)
}

@c @implementation
@inline(never)
@_optimize(none)
public func free_pages(_ address: UInt, _ order: UInt32) {
  guard let memory = UnsafeMutableRawPointer(bitPattern: address) else { return }
  guard page_of(memory)?.pointee.pages == 1 << Int(order) else {
    panic("free_pages: not an allocated block of this order")
  }
  KernelMemory.free(memory, type: KMSAN_TYPE_KMEM, frame: kmsan_frame())
}
