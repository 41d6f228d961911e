// User memory, and copies between it and the kernel.

import CRuntime
import KernelC

enum User {
  /// Where user_memory() gives memory from.
  private static let start: UInt = 0x0100_0000_0000
  nonisolated(unsafe) private static var end = start

  static func contains(_ address: UnsafeRawPointer, _ size: Int) -> Bool {
    let address = UInt(bitPattern: address)
    return size >= 0 && address >= USER_START && address <= USER_END
      && UInt(bitPattern: size) <= USER_END &- address
  }

  static func allocate(_ size: Int) -> UnsafeMutableRawPointer? {
    let bytes = (UInt(bitPattern: size) &+ PAGE_BYTES &- 1) & ~(PAGE_BYTES &- 1)
    let address = end
    guard user_map(address, Int(bitPattern: bytes)) else { return nil }
    end &+= bytes
    return UnsafeMutableRawPointer(bitPattern: address)
  }
}

@c @implementation
public func user_memory(_ size: Int) -> UnsafeMutableRawPointer? { User.allocate(size) }

@c @implementation
public func copyin(
  _ user: UnsafeRawPointer, _ kernel: UnsafeMutableRawPointer, _ size: Int
) -> Int32 {
  guard User.contains(user, size) else { return Int32(KERNEL_EFAULT) }
  let rest = copy_user(kernel, user, size)
  kmsan_mark(kernel, size &- rest, UInt8(KMSAN_STATE_INITED))
  return rest == 0 ? 0 : Int32(KERNEL_EFAULT)
}

@c @implementation
@inline(never)
public func copyout(
  _ kernel: UnsafeRawPointer, _ user: UnsafeMutableRawPointer, _ size: Int
) -> Int32 {
  let name = UnsafeRawPointer(("copyout" as StaticString).utf8Start)
    .assumingMemoryBound(to: CChar.self)
  kmsan_check_copyout(kernel, size, UInt(bitPattern: user), name, kmsan_frame())
  guard User.contains(user, size) else { return Int32(KERNEL_EFAULT) }
  return copy_user(user, kernel, size) == 0 ? 0 : Int32(KERNEL_EFAULT)
}
