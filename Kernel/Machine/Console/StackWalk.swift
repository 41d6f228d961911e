// Return addresses on a stack.

import KernelC

enum StackWalk {
  /// Follows frame pointers to the end of the stack, which is a multiple of the size of all stacks.
  ///
  /// Stacks lie in the kernel map. Each frame lies above the last one and inside the same stack, so
  /// a wild pointer ends the walk.
  static func addresses(
    from frame: UnsafeRawPointer?, _ addresses: UnsafeMutablePointer<UInt>, _ max: Int
  ) -> Int {
    var current = UInt(bitPattern: frame)
    let end = (current | (STACK_BYTES &- 1)) &- 15
    var count = 0
    while count < max, current & 7 == 0, current < end, current >= KERNEL_MEMORY_START,
      let words = UnsafePointer<UInt>(bitPattern: current)
    {
      guard words[1] != 0 else { break }
      addresses[count] = words[1]
      count &+= 1
      guard words[0] > current else { break }
      current = words[0]
    }
    return count
  }
}
