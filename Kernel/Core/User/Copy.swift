// User memory, and copies between it and the kernel. A bad address ends a copy with an error; what
// was copied in counts as initialized, what was copied out is checked.

import CRuntime
import KernelC

enum User {
  /// Where user_memory() gives memory from, for threads of the kernel: in its own page tables.
  private static let start: UInt = 0x0100_0000_0000
  nonisolated(unsafe) private static var end = start

  static func contains(_ address: UnsafeRawPointer?, _ size: Int) -> Bool {
    let address = UInt(bitPattern: address)
    return size >= 0 && address >= USER_START && address <= USER_END
      && UInt(bitPattern: size) <= USER_END &- address
  }

  static func allocate(_ size: Int) -> UnsafeMutableRawPointer? {
    let address = end
    var done: UInt = 0
    while done < UInt(bitPattern: size) {
      guard user_page_map(kernel_page_tables(), address &+ done, nil, USER_DATA) else {
        return nil
      }
      done &+= PAGE_BYTES
    }
    end &+= done
    return UnsafeMutableRawPointer(bitPattern: address)
  }

  /// Copies from user memory; returns how many bytes were not copied.
  static func copyIn(
    _ kernel: UnsafeMutableRawPointer, _ user: UnsafeRawPointer?, _ size: Int
  ) -> Int {
    guard contains(user, size) else { return size }
    let rest = copy_user(kernel, user, size)
    kmsan_mark(kernel, size &- rest, UInt8(KMSAN_STATE_INITED))
    return rest
  }

  /// Copies to user memory, and checks what was copied; returns how many bytes were not.
  @inline(__always)
  static func copyOut(
    _ kernel: UnsafeRawPointer, _ user: UnsafeMutableRawPointer?, _ size: Int,
    _ check: StaticString, frame: UnsafeRawPointer?
  ) -> Int {
    guard let user, contains(user, size) else { return size }
    let name = UnsafeRawPointer(check.utf8Start).assumingMemoryBound(to: CChar.self)
    let rest = copy_user(user, kernel, size)
    kmsan_check_copyout(kernel, size &- rest, UInt(bitPattern: user), name, frame)
    return rest
  }
}

@c @implementation
public func user_memory(_ size: Int) -> UnsafeMutableRawPointer? { User.allocate(size) }

@c @implementation
public func copyin(
  _ user: UnsafeRawPointer?, _ kernel: UnsafeMutableRawPointer, _ size: Int
) -> Int32 {
  User.copyIn(kernel, user, size) == 0 ? 0 : Int32(KERNEL_EFAULT)
}

@c @implementation
public func copy_from_user(
  _ kernel: UnsafeMutableRawPointer, _ user: UnsafeRawPointer?, _ size: UInt
) -> UInt {
  UInt(bitPattern: User.copyIn(kernel, user, Int(bitPattern: size)))
}

// Not inlined, as all functions are not that take their own frame: it says who the caller is.

@c @implementation
@inline(never)
public func copyout(
  _ kernel: UnsafeRawPointer, _ user: UnsafeMutableRawPointer?, _ size: Int
) -> Int32 {
  User.copyOut(kernel, user, size, "copyout", frame: kmsan_frame()) == 0
    ? 0 : Int32(KERNEL_EFAULT)
}

@c @implementation
@inline(never)
public func copy_to_user(
  _ user: UnsafeMutableRawPointer?, _ kernel: UnsafeRawPointer, _ size: UInt
) -> UInt {
  UInt(
    bitPattern: User.copyOut(
      kernel, user, Int(bitPattern: size), "copy_to_user", frame: kmsan_frame()))
}

@c @implementation
public func copyinstr(
  _ user: UnsafeRawPointer?, _ kernel: UnsafeMutableRawPointer, _ size: Int,
  _ done: UnsafeMutablePointer<Int>?
) -> Int32 {
  guard User.contains(user, 1) else { return Int32(KERNEL_EFAULT) }
  let rest = USER_END &- UInt(bitPattern: user)
  let max = UInt(bitPattern: size) < rest ? size : Int(rest)
  let text = kernel.assumingMemoryBound(to: CChar.self)
  let count = copy_user_string(text, user?.assumingMemoryBound(to: CChar.self), max)
  guard count >= 0 else { return Int32(KERNEL_EFAULT) }
  kmsan_mark(kernel, count, UInt8(KMSAN_STATE_INITED))
  done?.pointee = count
  if count > 0, text[count &- 1] == 0 { return 0 }
  return Int32(max < size ? KERNEL_EFAULT : KERNEL_ENAMETOOLONG)
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
      value, answer + request.pointee.oldidx, size, "SYSCTL_OUT", frame: kmsan_frame()) == 0
  else { return Int32(KERNEL_EFAULT) }
  request.pointee.oldidx &+= size
  return 0
}
