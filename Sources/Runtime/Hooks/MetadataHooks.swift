// Hooks that find the metadata of loads and stores.
//
// An access outside the port's maps gets a dummy page: reads of it find initialized memory, writes
// are forgotten. Compiled code may write more bytes than the size it asked for (by-value arguments,
// register save areas: up to 800), so a dummy is larger than any of them.
//
// Source: Linux 6.12, mm/kmsan/instrumentation.c and shadow.c, kmsan_get_shadow_origin_ptr().

import CRuntime

/// Stand-ins for the metadata of memory that has none.
private enum Dummy {
  static let size = 4096

  /// Never written, so what is read is initialized.
  nonisolated(unsafe) static var load = InlineArray<512, UInt64>(repeating: 0)
  /// Never read.
  nonisolated(unsafe) static var store = InlineArray<512, UInt64>(repeating: 0)

  @inline(never)
  static func metadata(forStore: Bool) -> kmsan_metadata {
    // Globals have one address for the life of the program.
    let page: UnsafeMutableRawPointer =
      unsafe forStore
      ? withUnsafeMutablePointer(to: &store) { UnsafeMutableRawPointer($0) }
      : withUnsafeMutablePointer(to: &load) { UnsafeMutableRawPointer($0) }
    return unsafe kmsan_metadata(
      shadow: page, origin: page.assumingMemoryBound(to: UInt32.self))
  }
}

@inline(__always)
private func metadata(
  _ address: UnsafeMutableRawPointer?, _ size: UInt64, forStore: Bool
) -> kmsan_metadata {
  let address = UInt(bitPattern: address)
  guard Port.covers(address, size: UInt(size)) else {
    return unsafe Dummy.metadata(forStore: forStore)
  }
  return unsafe kmsan_metadata(shadow: Port.shadow(address), origin: Port.origin(address))
}

@c @implementation
public func __msan_metadata_ptr_for_load_1(_ address: UnsafeMutableRawPointer?) -> kmsan_metadata {
  unsafe metadata(address, 1, forStore: false)
}

@c @implementation
public func __msan_metadata_ptr_for_load_2(_ address: UnsafeMutableRawPointer?) -> kmsan_metadata {
  unsafe metadata(address, 2, forStore: false)
}

@c @implementation
public func __msan_metadata_ptr_for_load_4(_ address: UnsafeMutableRawPointer?) -> kmsan_metadata {
  unsafe metadata(address, 4, forStore: false)
}

@c @implementation
public func __msan_metadata_ptr_for_load_8(_ address: UnsafeMutableRawPointer?) -> kmsan_metadata {
  unsafe metadata(address, 8, forStore: false)
}

@c @implementation
public func __msan_metadata_ptr_for_load_n(
  _ address: UnsafeMutableRawPointer?, _ size: UInt64
) -> kmsan_metadata {
  unsafe metadata(address, size, forStore: false)
}

@c @implementation
public func __msan_metadata_ptr_for_store_1(_ address: UnsafeMutableRawPointer?) -> kmsan_metadata {
  unsafe metadata(address, 1, forStore: true)
}

@c @implementation
public func __msan_metadata_ptr_for_store_2(_ address: UnsafeMutableRawPointer?) -> kmsan_metadata {
  unsafe metadata(address, 2, forStore: true)
}

@c @implementation
public func __msan_metadata_ptr_for_store_4(_ address: UnsafeMutableRawPointer?) -> kmsan_metadata {
  unsafe metadata(address, 4, forStore: true)
}

@c @implementation
public func __msan_metadata_ptr_for_store_8(_ address: UnsafeMutableRawPointer?) -> kmsan_metadata {
  unsafe metadata(address, 8, forStore: true)
}

@c @implementation
public func __msan_metadata_ptr_for_store_n(
  _ address: UnsafeMutableRawPointer?, _ size: UInt64
) -> kmsan_metadata {
  unsafe metadata(address, size, forStore: true)
}
