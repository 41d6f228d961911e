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

  /// Copies to the kernel what user memory there is, and marks it initialized. Returns how many bytes
  /// were not copied.
  @inline(__always)
  static func copyIn(
    _ kernel: UnsafeMutableRawPointer, _ user: UnsafeRawPointer, _ size: Int
  ) -> Int {
    guard contains(user, size) else { return size }
    let rest = copy_user(kernel, user, size)
    kmsan_mark(kernel, size &- rest, UInt8(KMSAN_STATE_INITED))
    return rest
  }

  /// Checks memory of the kernel and copies it to user memory. Returns how many bytes were not copied.
  @inline(__always)
  static func copyOut(
    _ user: UnsafeMutableRawPointer, _ kernel: UnsafeRawPointer, _ size: Int,
    _ check: StaticString, frame: UnsafeRawPointer?
  ) -> Int {
    let name = UnsafeRawPointer(check.utf8Start).assumingMemoryBound(to: CChar.self)
    kmsan_check_copyout(kernel, size, UInt(bitPattern: user), name, frame)
    return contains(user, size) ? copy_user(user, kernel, size) : size
  }
}

@c @implementation
public func user_memory(_ size: Int) -> UnsafeMutableRawPointer? { User.allocate(size) }

@c @implementation
public func copyin(
  _ user: UnsafeRawPointer, _ kernel: UnsafeMutableRawPointer, _ size: Int
) -> Int32 {
  User.copyIn(kernel, user, size) == 0 ? 0 : Int32(KERNEL_EFAULT)
}

@c @implementation
@inline(never)
public func copyout(
  _ kernel: UnsafeRawPointer, _ user: UnsafeMutableRawPointer, _ size: Int
) -> Int32 {
  User.copyOut(user, kernel, size, "copyout", frame: kmsan_frame()) == 0 ? 0 : Int32(KERNEL_EFAULT)
}

@c @implementation
public func copy_from_user(
  _ kernel: UnsafeMutableRawPointer, _ user: UnsafeRawPointer, _ size: UInt
) -> UInt {
  UInt(bitPattern: User.copyIn(kernel, user, Int(bitPattern: size)))
}

@c @implementation
@inline(never)
public func copy_to_user(
  _ user: UnsafeMutableRawPointer, _ kernel: UnsafeRawPointer, _ size: UInt
) -> UInt {
  UInt(
    bitPattern: User.copyOut(
      user, kernel, Int(bitPattern: size), "copy_to_user", frame: kmsan_frame()))
}

@c @implementation
public func copyinstr(
  _ user: UnsafeRawPointer, _ kernel: UnsafeMutableRawPointer, _ size: Int,
  _ done: UnsafeMutablePointer<Int>?
) -> Int32 {
  var count = 0
  var error = KERNEL_ENAMETOOLONG
  while count < size {
    guard User.copyIn(kernel + count, user + count, 1) == 0 else {
      error = KERNEL_EFAULT
      break
    }
    let byte = (kernel + count).load(as: UInt8.self)
    count &+= 1
    if byte == 0 {
      error = 0
      break
    }
  }
  done?.pointee = count
  return Int32(error)
}

@c @implementation
@inline(never)
public func sysctl_out(
  _ request: UnsafeMutablePointer<sysctl_req>, _ value: UnsafeRawPointer, _ size: Int
) -> Int32 {
  guard size <= request.pointee.oldlen &- request.pointee.oldidx else {
    return Int32(KERNEL_ENOMEM)
  }
  guard let answer = request.pointee.oldptr,
    User.copyOut(
      answer + request.pointee.oldidx, value, size, "SYSCTL_OUT", frame: kmsan_frame()) == 0
  else { return Int32(KERNEL_EFAULT) }
  request.pointee.oldidx &+= size
  return 0
}
