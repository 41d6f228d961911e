// Double faults: most come from a stack that is full, where the processor finds no room for the frame of the
// page fault. They run on a stack of their own.

import KernelC

enum DoubleFault {
  static let handle: vector_handler = { frame, _ in
    let stack = UInt(frame.pointee.rsp)
    // Below each stack, as much as its size is not mapped.
    let isFull =
      stack >= KERNEL_MEMORY_START && stack < KERNEL_MEMORY_END && kernel_physical(stack &- 8) == 0
    let message: StaticString = isFull ? "the stack of the thread is full" : "a double fault"
    message.panic(frame)
  }
}
