// Single values from and to user memory: fetch(9) and store(9).

import CRuntime
import KernelC

@c @implementation
public func fubyte(_ user: UnsafeRawPointer) -> Int32 {
  fetch(user, as: UInt8.self).map { Int32($0) } ?? -1
}

@c @implementation
public func fuword16(_ user: UnsafeRawPointer) -> Int32 {
  fetch(user, as: UInt16.self).map { Int32($0) } ?? -1
}

@c @implementation
public func fueword32(_ user: UnsafeRawPointer, _ value: UnsafeMutablePointer<Int32>) -> Int32 {
  User.copyIn(value, user, 4) == 0 ? 0 : -1
}

@c @implementation
public func fueword64(_ user: UnsafeRawPointer, _ value: UnsafeMutablePointer<Int64>) -> Int32 {
  User.copyIn(value, user, 8) == 0 ? 0 : -1
}

// The caller of the following functions checks the value.

@c @implementation
public func subyte(_ user: UnsafeMutableRawPointer, _ value: Int32) -> Int32 {
  store(UInt8(truncatingIfNeeded: value), user)
}

@c @implementation
public func suword16(_ user: UnsafeMutableRawPointer, _ value: Int32) -> Int32 {
  store(UInt16(truncatingIfNeeded: value), user)
}

@c @implementation
public func suword32(_ user: UnsafeMutableRawPointer, _ value: Int32) -> Int32 {
  store(value, user)
}

@c @implementation
public func suword64(_ user: UnsafeMutableRawPointer, _ value: Int64) -> Int32 {
  store(value, user)
}

private func fetch<Value: FixedWidthInteger>(
  _ user: UnsafeRawPointer, as type: Value.Type
) -> Value? {
  var value: Value = 0
  return User.copyIn(&value, user, MemoryLayout<Value>.size) == 0 ? value : nil
}

private func store<Value: FixedWidthInteger>(
  _ value: Value, _ user: UnsafeMutableRawPointer
) -> Int32 {
  var value = value
  let size = MemoryLayout<Value>.size
  guard User.contains(user, size) else { return -1 }
  return copy_user(user, &value, size) == 0 ? 0 : -1
}
