// User memory, and copies between it and the kernel.
//
// It lies where the maps of kmsan_machine_hosted.h have no shadow, as that of a process does below a
// kernel.

import CHostedPort
import CRuntime

/// All user memory there is.
private enum UserMemory {
  static let start: UInt = 0x0100_0000_0000
  static let size: UInt = 1 << 30

  /// Bytes given away; changed by the only thread of the kernel that sets processes up.
  nonisolated(unsafe) static var used: UInt = 0
  nonisolated(unsafe) static var isReserved = false

  static func contains(_ address: UInt, _ count: UInt) -> Bool {
    guard unsafe isReserved else { return false }
    return address >= start && count <= size && address - start <= size - count
  }
}

@c @implementation
public func user_memory(_ size: Int) -> UnsafeMutableRawPointer? {
  if unsafe !UserMemory.isReserved {
    unsafe UserMemory.isReserved = hosted_reserve_at(
      UserMemory.start, Int(bitPattern: UserMemory.size))
  }
  let used = unsafe UserMemory.used
  guard UInt(bitPattern: size) <= UserMemory.size - used,
    UserMemory.contains(UserMemory.start + used, UInt(bitPattern: size))
  else { return nil }
  // Rounded up, so that every piece is aligned; the whole is a multiple of that.
  unsafe UserMemory.used = (used + UInt(bitPattern: size) + 15) & ~15
  return unsafe UnsafeMutableRawPointer(bitPattern: UserMemory.start + used)
}

@c @implementation
public func copyin(
  _ user: UnsafeRawPointer?, _ kernel: UnsafeMutableRawPointer?, _ size: Int
) -> Int32 {
  unsafe copyIn(kernel, user, size) ? 0 : EFAULT
}

@c @implementation
public func copyout(
  _ kernel: UnsafeRawPointer?, _ user: UnsafeMutableRawPointer?, _ size: Int
) -> Int32 {
  unsafe copyOut(user, kernel, size, "copyout", frame: kmsan_frame()) ? 0 : EFAULT
}

@c @implementation
public func copy_from_user(
  _ kernel: UnsafeMutableRawPointer?, _ user: UnsafeRawPointer?, _ size: UInt
) -> UInt {
  unsafe copyIn(kernel, user, Int(bitPattern: size)) ? 0 : size
}

@c @implementation
public func copy_to_user(
  _ user: UnsafeMutableRawPointer?, _ kernel: UnsafeRawPointer?, _ size: UInt
) -> UInt {
  unsafe copyOut(user, kernel, Int(bitPattern: size), "copy_to_user", frame: kmsan_frame())
    ? 0 : size
}

@c @implementation
public func copyinstr(
  _ user: UnsafeRawPointer?, _ kernel: UnsafeMutableRawPointer?, _ size: Int,
  _ done: UnsafeMutablePointer<Int>?
) -> Int32 {
  let start = UInt(bitPattern: user)
  var count = 0
  var error = ENAMETOOLONG
  while count < size {
    guard UserMemory.contains(start &+ UInt(bitPattern: count), 1),
      let source = unsafe user, let destination = unsafe kernel
    else {
      error = EFAULT
      break
    }
    // Checked: user memory; the kernel's buffer has room for `size` bytes, as its caller says.
    let byte = unsafe source.load(fromByteOffset: count, as: UInt8.self)
    unsafe destination.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
    count += 1
    if byte == 0 {
      error = 0
      break
    }
  }
  unsafe kmsan_mark(kernel, count, UInt8(KMSAN_STATE_INITED))
  if let done = unsafe done {
    unsafe done.pointee = count
    unsafe kmsan_mark(done, MemoryLayout<Int>.size, UInt8(KMSAN_STATE_INITED))
  }
  return error
}

@c @implementation
public func sysctl_out(
  _ request: UnsafeMutablePointer<sysctl_req>?, _ value: UnsafeRawPointer?, _ size: Int
) -> Int32 {
  // The program's request, and a value of `size` bytes.
  guard let request = unsafe request else { return EINVAL }
  guard unsafe size <= request.pointee.oldlen - request.pointee.oldidx else { return ENOMEM }
  let user = unsafe request.pointee.oldptr.map { unsafe $0 + request.pointee.oldidx }
  guard unsafe copyOut(user, value, size, "SYSCTL_OUT", frame: kmsan_frame()) else {
    return EFAULT
  }
  unsafe request.pointee.oldidx += size
  return 0
}

/// Copies from user memory and marks the copy initialized; false when the range is not all user
/// memory.
@inline(__always)
private func copyIn(
  _ kernel: UnsafeMutableRawPointer?, _ user: UnsafeRawPointer?, _ size: Int
) -> Bool {
  guard UserMemory.contains(UInt(bitPattern: user), UInt(bitPattern: size)) else { return false }
  // Checked: user memory; the kernel's buffer has room for `size` bytes, as its caller says.
  unsafe kmsan_move_bytes(kernel, user, size)
  unsafe kmsan_mark(kernel, size, UInt8(KMSAN_STATE_INITED))
  return true
}

/// Checks memory and copies it to user memory; false when the range is not all user memory.
@inline(__always)
private func copyOut(
  _ user: UnsafeMutableRawPointer?, _ kernel: UnsafeRawPointer?, _ size: Int,
  _ check: StaticString, frame: UnsafeRawPointer?
) -> Bool {
  // A static string ends in a zero and lives as long as the program.
  let name = unsafe UnsafeRawPointer(check.utf8Start).assumingMemoryBound(to: CChar.self)
  unsafe kmsan_check_copyout(kernel, size, UInt(bitPattern: user), name, frame)
  guard UserMemory.contains(UInt(bitPattern: user), UInt(bitPattern: size)) else { return false }
  // As in `copyIn`.
  unsafe kmsan_move_bytes(user, kernel, size)
  return true
}
