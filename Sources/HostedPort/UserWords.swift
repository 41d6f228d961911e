// Single values from and to user memory: fetch(9) and store(9).

import CHostedPort
import CRuntime

@c @implementation
public func fubyte(_ user: UnsafeRawPointer?) -> Int32 {
  unsafe fetch(user, as: UInt8.self).map { Int32($0) } ?? -1
}

@c @implementation
public func fuword16(_ user: UnsafeRawPointer?) -> Int32 {
  unsafe fetch(user, as: UInt16.self).map { Int32($0) } ?? -1
}

@c @implementation
public func fueword32(_ user: UnsafeRawPointer?, _ value: UnsafeMutablePointer<Int32>?) -> Int32 {
  unsafe copyin(user, value, 4) == 0 ? 0 : -1
}

@c @implementation
public func fueword64(_ user: UnsafeRawPointer?, _ value: UnsafeMutablePointer<Int64>?) -> Int32 {
  unsafe copyin(user, value, 8) == 0 ? 0 : -1
}

@c @implementation
public func subyte(_ user: UnsafeMutableRawPointer?, _ value: Int32) -> Int32 {
  unsafe store(UInt8(truncatingIfNeeded: value), user)
}

@c @implementation
public func suword16(_ user: UnsafeMutableRawPointer?, _ value: Int32) -> Int32 {
  unsafe store(UInt16(truncatingIfNeeded: value), user)
}

@c @implementation
public func suword32(_ user: UnsafeMutableRawPointer?, _ value: Int32) -> Int32 {
  unsafe store(value, user)
}

@c @implementation
public func suword64(_ user: UnsafeMutableRawPointer?, _ value: Int64) -> Int32 {
  unsafe store(value, user)
}

/// A value from user memory; nil when it is not all there.
private func fetch<Value: FixedWidthInteger>(
  _ user: UnsafeRawPointer?, as type: Value.Type
) -> Value? {
  var value: Value = 0
  // The copy ends inside the value.
  return unsafe copyin(user, &value, MemoryLayout<Value>.size) == 0 ? value : nil
}

/// Stores a value, which is a register's and so has been checked; -1 when user memory does not hold
/// it all.
private func store<Value: FixedWidthInteger>(
  _ value: Value, _ user: UnsafeMutableRawPointer?
) -> Int32 {
  var value = value
  // The slot on the stack may carry the shadow of an earlier frame.
  unsafe kmsan_mark(&value, MemoryLayout<Value>.size, UInt8(KMSAN_STATE_INITED))
  // The copy ends inside the value.
  return unsafe copyout(&value, user, MemoryLayout<Value>.size) == 0 ? 0 : -1
}
