// Return addresses on a stack.

import KernelC

enum StackWalk {
  /// Follows frame pointers to the end of the stack, which is a multiple of the size of all stacks, and
  /// from the stack of an NMI to that of what it interrupted.
  ///
  /// Stacks lie in the kernel map. Each frame lies above the last one and inside the same stack, so
  /// a wild pointer ends the walk.
  static func addresses(
    from frame: UnsafeRawPointer?, _ addresses: UnsafeMutablePointer<UInt>, _ max: Int
  ) -> Int {
    var current = UInt(bitPattern: frame)
    var end = stackEnd(current)
    var count = 0
    while count < max, current & 7 == 0, current <= end &- 16, current >= KERNEL_MEMORY_START,
      let words = UnsafePointer<UInt>(bitPattern: current)
    {
      guard words[1] != 0 else { break }
      addresses[count] = words[1]
      count &+= 1
      let next = words[0]
      if next <= current || next >= end {
        guard end == current_processor().pointee.nmi_stack_end, stackEnd(next) != end,
          PageTables.physical(next) != nil
        else { break }
        end = stackEnd(next)
      }
      current = next
    }
    return count
  }

  /// One past the stack that an address lies in.
  private static func stackEnd(_ address: UInt) -> UInt { (address | (STACK_BYTES &- 1)) &+ 1 }
}
