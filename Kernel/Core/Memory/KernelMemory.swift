// Whole pages of the kernel map. What was freed stays mapped and waits for a request of its size:
// its shadow says that it is free, so that a use is reported instead of a fault.

import CRuntime
import KernelC

enum KernelMemory {
  nonisolated(unsafe) private static var guardian = lock()
  /// Free memory: each piece's first page has its size in pages, and the address of the next.
  nonisolated(unsafe) private static var free: UnsafeMutableRawPointer?

  static func allocate(_ size: Int, frame: UnsafeRawPointer?) -> UnsafeMutableRawPointer? {
    let pages = (size &+ Int(PAGE_BYTES) &- 1) / Int(PAGE_BYTES)
    let bytes = pages &* Int(PAGE_BYTES)
    // A power of two of pages lies at a multiple of its size, also when it comes back.
    let alignment = pages & (pages &- 1) == 0 ? bytes : Int(PAGE_BYTES)
    guard pages > 0, let memory = take(pages) ?? kernel_map_grow(bytes, alignment, 0) else {
      return nil
    }
    page_of(memory)?.pointee.pages = pages
    page_of(memory)?.pointee.slab = nil
    kmsan_poison_allocated(memory, bytes, KMSAN_TYPE_KMEM, frame)
    return memory
  }

  private static func take(_ pages: Int) -> UnsafeMutableRawPointer? {
    let flags = lock_acquire(&guardian)
    defer { lock_release(&guardian, flags) }
    var previous: UnsafeMutablePointer<page>?
    var candidate = free
    while let memory = candidate, let page = page_of(memory) {
      if page.pointee.pages == pages {
        if let previous {
          previous.pointee.slab = page.pointee.slab
        } else {
          free = page.pointee.slab
        }
        return memory
      }
      previous = page
      candidate = page.pointee.slab
    }
    return nil
  }

  static func free(_ memory: UnsafeMutableRawPointer, type: Int32, frame: UnsafeRawPointer?) {
    guard let page = page_of(memory), page.pointee.pages > 0 else {
      panic("free: not an allocated address")
    }
    kmsan_poison_freed(memory, page.pointee.pages &* Int(PAGE_BYTES), type, frame)
    let flags = lock_acquire(&guardian)
    page.pointee.slab = free
    free = memory
    lock_release(&guardian, flags)
  }
}

// Not inlined, as all functions are not that take their own frame: it says who the caller is. Without
// the second attribute, callers in this module get copies of those that return memory.

@c @implementation
@inline(never)
@_optimize(none)
public func kernel_memory_allocate(_ size: Int) -> UnsafeMutableRawPointer? {
  KernelMemory.allocate(size, frame: kmsan_frame())
}

@c @implementation
@inline(never)
@_optimize(none)
public func kernel_memory_free(_ memory: UnsafeMutableRawPointer) {
  KernelMemory.free(memory, type: KMSAN_TYPE_KMEM, frame: kmsan_frame())
}
