// malloc(9) and kmalloc: small requests from zones of the powers of two, large ones from kernel
// memory.

import CRuntime
import KernelC

enum Malloc {
  private static let classes = 8
  private static let smallest = 16
  private static let largest = smallest << (classes - 1)

  nonisolated(unsafe) private static var zones = InlineArray<8, UnsafeMutablePointer<Zone>?>(
    repeating: nil)

  static func start() {
    for index in 0..<classes {
      zones[index] = Zones.create(
        Zone(itemBytes: smallest << index, type: KMSAN_TYPE_MALLOC))
    }
  }

  static func allocate(
    _ size: Int, isZeroed: Bool, frame: UnsafeRawPointer?
  ) -> UnsafeMutableRawPointer? {
    var index = 0
    while index < classes, smallest << index < size { index &+= 1 }
    let memory: UnsafeMutableRawPointer?
    let bytes: Int
    if index < classes {
      memory = zones[index].flatMap { Zone.allocate($0, frame: frame) }
      bytes = smallest << index
    } else {
      memory = KernelMemory.allocate(size, frame: frame)
      bytes = (size &+ Int(PAGE_BYTES) &- 1) & ~(Int(PAGE_BYTES) &- 1)
      if let memory { kmsan_poison_allocated(memory, bytes, KMSAN_TYPE_MALLOC, frame) }
    }
    if let memory, isZeroed { __msan_memset(memory, 0, UInt64(bytes)) }
    return memory
  }

  static func free(_ memory: UnsafeMutableRawPointer?, frame: UnsafeRawPointer?) {
    guard let memory else { return }
    guard page_of(memory)?.pointee.slab != nil else {
      return KernelMemory.free(memory, type: KMSAN_TYPE_MALLOC, frame: frame)
    }
    Zone.free(memory, frame: frame)
  }
}

@c @implementation
@inline(never)
@_optimize(none)
public func kernel_malloc(
  _ size: Int, _ type: OpaquePointer, _ flags: Int32
) -> UnsafeMutableRawPointer? {
  let memory = Malloc.allocate(
    size, isZeroed: Int(flags) & KERNEL_M_ZERO != 0, frame: kmsan_frame())
  if memory == nil, Int(flags) & KERNEL_M_WAITOK != 0 {
    panic("malloc(M_WAITOK): out of memory")
  }
  return memory
}

@c @implementation
@inline(never)
@_optimize(none)
public func kernel_free(
  _ memory: UnsafeMutableRawPointer?, _ type: OpaquePointer
) {
  Malloc.free(memory, frame: kmsan_frame())
}

@c @implementation
@inline(never)
@_optimize(none)
public func kmalloc(_ size: Int, _ flags: UInt32) -> UnsafeMutableRawPointer? {
  Malloc.allocate(size, isZeroed: Int(flags) & KERNEL_GFP_ZERO != 0, frame: kmsan_frame())
}

@c @implementation
@inline(never)
@_optimize(none)
public func kzalloc(_ size: Int, _ flags: UInt32) -> UnsafeMutableRawPointer? {
  Malloc.allocate(size, isZeroed: true, frame: kmsan_frame())
}

@c @implementation
@inline(never)
@_optimize(none)
public func kfree(_ memory: UnsafeRawPointer?) {
  Malloc.free(UnsafeMutableRawPointer(mutating: memory), frame: kmsan_frame())
}
