// Interceptors for functions on strings. Each does the work itself, byte by byte, so that a kernel
// needs no second copy of them, and checks the bytes that it looked at.
//
// Source: FreeBSD 14, sys/kern/subr_msan.c, section "Interceptors".

import CRuntime

@c @implementation
public func kmsan_memcmp(
  _ first: UnsafeRawPointer?, _ second: UnsafeRawPointer?, _ size: Int
) -> Int32 {
  unsafe compare(
    Bytes(first), Bytes(second), max: size, isString: false, "memcmp", frame: kmsan_frame())
}

@c @implementation
public func kmsan_strcmp(
  _ first: UnsafePointer<CChar>?, _ second: UnsafePointer<CChar>?
) -> Int32 {
  unsafe compare(
    Bytes(first), Bytes(second), max: .max, isString: true, "strcmp", frame: kmsan_frame())
}

@c @implementation
public func kmsan_strncmp(
  _ first: UnsafePointer<CChar>?, _ second: UnsafePointer<CChar>?, _ max: Int
) -> Int32 {
  unsafe compare(
    Bytes(first), Bytes(second), max: max, isString: true, "strncmp", frame: kmsan_frame())
}

@c @implementation
public func kmsan_strlen(_ string: UnsafePointer<CChar>?) -> Int {
  unsafe length(Bytes(string), max: .max, "strlen", frame: kmsan_frame())
}

@c @implementation
public func kmsan_strnlen(_ string: UnsafePointer<CChar>?, _ max: Int) -> Int {
  unsafe length(Bytes(string), max: max, "strnlen", frame: kmsan_frame())
}

@c @implementation
public func kmsan_strcpy(
  _ to: UnsafeMutablePointer<CChar>?, _ from: UnsafePointer<CChar>?
) -> UnsafeMutablePointer<CChar>? {
  let count = unsafe length(Bytes(from), max: .max, "strcpy", frame: kmsan_frame())
  unsafe copy(to, from, count &+ 1, frame: kmsan_frame())
  return unsafe to
}

@c @implementation
public func kmsan_strlcpy(
  _ to: UnsafeMutablePointer<CChar>?, _ from: UnsafePointer<CChar>?, _ size: Int
) -> Int {
  let count = unsafe length(Bytes(from), max: .max, "strlcpy", frame: kmsan_frame())
  guard size != 0 else { return count }
  let copied = UInt(bitPattern: count) < UInt(bitPattern: size) ? count : size &- 1
  unsafe copy(to, from, copied, frame: kmsan_frame())
  // The caller says that there is room for `size` bytes.
  unsafe to?[copied] = 0
  unsafe kmsan_mark(to.map { unsafe $0 + copied }, 1, UInt8(KMSAN_STATE_INITED))
  return count
}

/// The bytes of a string, or of memory that is compared. The program says where they are; NULL is
/// read as the function itself would read it.
@safe private struct Bytes {
  let address: UInt

  init(_ pointer: UnsafeRawPointer?) { address = UInt(bitPattern: pointer) }
  init(_ pointer: UnsafePointer<CChar>?) { address = UInt(bitPattern: pointer) }

  subscript(index: Int) -> UInt8 { kmsan_read_byte(address &+ UInt(bitPattern: index)) }
}

/// The length of a string without its terminating zero; at most `max`, a C size.
private func length(
  _ string: Bytes, max: Int, _ name: StaticString, frame: UnsafeRawPointer?
) -> Int {
  let limit = UInt(bitPattern: max)
  var count = 0
  while UInt(bitPattern: count) < limit, string[count] != 0 { count &+= 1 }
  let looked = UInt(bitPattern: count) < limit ? count &+ 1 : count
  unsafe check(string, looked, name, frame: frame)
  return count
}

/// The difference of the first bytes that differ; 0 when none of `max` bytes, or of a string, do.
private func compare(
  _ first: Bytes, _ second: Bytes, max: Int, isString: Bool, _ name: StaticString,
  frame: UnsafeRawPointer?
) -> Int32 {
  let limit = UInt(bitPattern: max)
  var count = 0
  var difference: Int32 = 0
  while UInt(bitPattern: count) < limit, difference == 0 {
    let byte = first[count]
    difference = Int32(byte) &- Int32(second[count])
    count &+= 1
    if isString, byte == 0 { break }
  }
  unsafe check(first, count, name, frame: frame)
  unsafe check(second, count, name, frame: frame)
  return difference
}

private func check(
  _ bytes: Bytes, _ count: Int, _ name: StaticString, frame: UnsafeRawPointer?
) {
  let range = MemoryRange(start: bytes.address, size: UInt(bitPattern: count))
  _ = unsafe Report.check(range, name.cString, frame: frame)
}

/// Copies bytes with their shadow and origins.
private func copy(
  _ to: UnsafeMutableRawPointer?, _ from: UnsafeRawPointer?, _ size: Int,
  frame: UnsafeRawPointer?
) {
  // The caller says that there is room.
  unsafe kmsan_move_bytes(to, from, size)
  Metadata.copy(
    to: UInt(bitPattern: to), from: UInt(bitPattern: from), size: UInt(bitPattern: size)
  ) { unsafe Origins.chain($0, frame: frame) }
}
