// Single values from and to user memory: fetch(9), store(9), casueword(9). The compiler checks
// values at the call.

import CRuntime
import KernelC

@inline(__always)
private func fetch<Value: FixedWidthInteger>(
  _ user: UnsafeRawPointer?, _ start: Value
) -> Value? {
  var value = start
  return User.copyIn(&value, user, MemoryLayout<Value>.size) == 0 ? value : nil
}

@inline(__always)
private func store<Value: FixedWidthInteger>(
  _ user: UnsafeMutableRawPointer?, _ value: Value
) -> Int32 {
  guard let user, User.contains(user, MemoryLayout<Value>.size) else { return -1 }
  var copy = value
  return copy_user(user, &copy, MemoryLayout<Value>.size) == 0 ? 0 : -1
}

@c @implementation
public func fubyte(_ user: UnsafeRawPointer?) -> Int32 {
  fetch(user, UInt8(0)).map { Int32($0) } ?? -1
}

@c @implementation
public func fuword16(_ user: UnsafeRawPointer?) -> Int32 {
  fetch(user, UInt16(0)).map { Int32($0) } ?? -1
}

@c @implementation
public func fueword32(_ user: UnsafeRawPointer?, _ value: UnsafeMutablePointer<Int32>) -> Int32 {
  User.copyIn(value, user, 4) == 0 ? 0 : -1
}

@c @implementation
public func fueword64(_ user: UnsafeRawPointer?, _ value: UnsafeMutablePointer<Int64>) -> Int32 {
  User.copyIn(value, user, 8) == 0 ? 0 : -1
}

@c @implementation
public func subyte(_ user: UnsafeMutableRawPointer?, _ value: Int32) -> Int32 {
  store(user, UInt8(truncatingIfNeeded: value))
}

@c @implementation
public func suword16(_ user: UnsafeMutableRawPointer?, _ value: Int32) -> Int32 {
  store(user, UInt16(truncatingIfNeeded: value))
}

@c @implementation
public func suword32(_ user: UnsafeMutableRawPointer?, _ value: Int32) -> Int32 {
  store(user, value)
}

@c @implementation
public func suword64(_ user: UnsafeMutableRawPointer?, _ value: Int64) -> Int32 {
  store(user, value)
}

@c @implementation
public func casueword32(
  _ user: UnsafeMutablePointer<UInt32>?, _ expected: UInt32, _ seen: UnsafeMutablePointer<UInt32>,
  _ value: UInt32
) -> Int32 {
  exchange(user, seen) { exchange_user32(user, expected, seen, value) }
}

@c @implementation
public func casueword64(
  _ user: UnsafeMutablePointer<UInt64>?, _ expected: UInt64, _ seen: UnsafeMutablePointer<UInt64>,
  _ value: UInt64
) -> Int32 {
  exchange(user, seen) { exchange_user64(user, expected, seen, value) }
}

/// What was seen came from user memory, unless the address was bad.
@inline(__always)
private func exchange<Word>(
  _ user: UnsafeMutablePointer<Word>?, _ seen: UnsafeMutablePointer<Word>, _ body: () -> Int32
) -> Int32 {
  guard User.contains(user, MemoryLayout<Word>.size) else { return -1 }
  let result = body()
  if result >= 0 { kmsan_mark(seen, MemoryLayout<Word>.size, UInt8(KMSAN_STATE_INITED)) }
  return result
}
