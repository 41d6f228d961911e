// What a kernel calls to say what the compiler cannot see: memory was allocated, freed or written by
// a device. Checks are in Checks.swift.
//
// Sources: FreeBSD 14, kmsan(9); Linux 6.12, include/linux/kmsan-checks.h and mm/kmsan/hooks.c.

import CRuntime

@c @implementation
public func kmsan_mark(_ address: UnsafeRawPointer?, _ size: Int, _ state: UInt8) {
  switch Int32(state) {
  case KMSAN_STATE_INITED:
    Metadata.unpoison(UInt(bitPattern: address), size: UInt(bitPattern: size))
  case KMSAN_STATE_UNINIT:
    unsafe poison(address, size, .created, nil, frame: kmsan_frame())
  default:
    unsafe Report.invalidCall(frame: kmsan_frame()) { line in
      line.append("kmsan_mark: there is no state ")
      line.append(hexadecimal: UInt(state))
      line.append("; the memory stays as it was")
    }
  }
}

@c @implementation
public func kmsan_orig(_ address: UnsafeRawPointer?, _ size: Int, _ type: Int32, _ code: UInt) {
  guard let memoryType = MemoryType(number: type) else {
    return unsafe Report.invalidCall(frame: kmsan_frame()) { line in
      line.append("kmsan_orig: there is no type ")
      line.append(hexadecimal: UInt(UInt32(bitPattern: type)))
      line.append("; the origin stays as it was")
    }
  }
  let start = UInt(bitPattern: address)
  guard size != 0, Port.covers(start, size: UInt(bitPattern: size)) else { return }
  Metadata.setOrigin(
    start, size: UInt(bitPattern: size), origin: Origins.create(memoryType, at: code))
}

@c @implementation
public func kmsan_poison_memory(_ address: UnsafeRawPointer?, _ size: Int, _ flags: UInt32) {
  unsafe poison(address, size, .created, nil, frame: kmsan_frame())
}

@c @implementation
public func kmsan_poison_allocated(
  _ address: UnsafeRawPointer?, _ size: Int, _ type: Int32, _ frame: UnsafeRawPointer?
) {
  unsafe poison(address, size, .created, MemoryType(number: type), frame: frame)
}

@c @implementation
public func kmsan_poison_freed(
  _ address: UnsafeRawPointer?, _ size: Int, _ type: Int32, _ frame: UnsafeRawPointer?
) {
  unsafe poison(address, size, .freed, MemoryType(number: type), frame: frame)
}

@c @implementation
public func kmsan_unpoison_memory(_ address: UnsafeRawPointer?, _ size: Int) {
  Metadata.unpoison(UInt(bitPattern: address), size: UInt(bitPattern: size))
}

@inline(__always)
private func poison(
  _ address: UnsafeRawPointer?, _ size: Int, _ kind: OriginKind, _ type: MemoryType?,
  frame: UnsafeRawPointer?
) {
  let origin = unsafe Origins.create(kind, type, frame: frame)
  if origin == 0 { Start.noteUnknownOrigin(of: UInt(bitPattern: address)) }
  Metadata.poison(
    UInt(bitPattern: address), size: UInt(bitPattern: size), origin: origin)
}
