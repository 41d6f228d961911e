// What a kernel calls before memory leaves it: checks of a range, and of all that a structure carries
// to a device.
//
// Sources: FreeBSD 14, kmsan(9); Linux 6.12, mm/kmsan/hooks.c.

import CRuntime

@c @implementation
public func kmsan_check(
  _ address: UnsafeRawPointer?, _ size: Int, _ description: UnsafePointer<CChar>?
) {
  let range = unsafe MemoryRange(address, size)
  _ = unsafe Report.check(range, description, frame: kmsan_frame())
}

@c @implementation
public func kmsan_check_memory(_ address: UnsafeRawPointer?, _ size: Int) {
  let range = unsafe MemoryRange(address, size)
  _ = unsafe Report.check(range, nil, frame: kmsan_frame())
}

@c @implementation
public func kmsan_check_copyout(
  _ address: UnsafeRawPointer?, _ size: Int, _ userAddress: UInt,
  _ description: UnsafePointer<CChar>?, _ frame: UnsafeRawPointer?
) {
  let range = unsafe MemoryRange(address, size)
  _ = unsafe Report.check(range, description, userAddress: userAddress, frame: frame)
}

@c @implementation
public func kmsan_copy_to_user(
  _ to: UnsafeMutableRawPointer?, _ from: UnsafeRawPointer?, _ size: Int, _ left: Int
) {
  guard left < size else { return }
  let range = unsafe MemoryRange(from, size &- left)
  _ = unsafe Report.check(range, nil, userAddress: UInt(bitPattern: to), frame: kmsan_frame())
}

@c @implementation
public func kmsan_check_bio(_ bio: OpaquePointer?, _ description: UnsafePointer<CChar>?) {
  let structure = unsafe UnsafeRawPointer(bio)
  unsafe check(KMSAN_CARRIER_BIO, structure, description, frame: kmsan_frame())
}

@c @implementation
public func kmsan_check_ccb(_ ccb: OpaquePointer?, _ description: UnsafePointer<CChar>?) {
  let structure = unsafe UnsafeRawPointer(ccb)
  unsafe check(KMSAN_CARRIER_CCB, structure, description, frame: kmsan_frame())
}

@c @implementation
public func kmsan_check_mbuf(_ mbuf: OpaquePointer?, _ description: UnsafePointer<CChar>?) {
  let structure = unsafe UnsafeRawPointer(mbuf)
  unsafe check(KMSAN_CARRIER_MBUF, structure, description, frame: kmsan_frame())
}

/// Pieces of memory that one structure may have; more are a chain that leads back into itself.
private let segmentsMax = 1 << 16

/// Checks all that a structure carries; stops at the first piece with uninitialized bytes.
private func check(
  _ carrier: kmsan_carrier, _ structure: UnsafeRawPointer?,
  _ description: UnsafePointer<CChar>?, frame: UnsafeRawPointer?
) {
  guard let structure = unsafe structure else { return }
  var segment = unsafe kmsan_segment(data: nil, size: 0, position: nil, index: 0)
  for _ in 0..<segmentsMax {
    // The structure is the caller's, and the port reads no more of it than the kernel does.
    guard unsafe Port.functions.pointee.segment(carrier, structure, &segment) else { return }
    let range = unsafe MemoryRange(segment.data, segment.size)
    if unsafe Report.check(range, description, frame: frame) { return }
  }
  unsafe Report.invalidCall(frame: frame) { line in
    line.append("the chain has no end; what comes after its first 65536 pieces was not checked")
  }
}
