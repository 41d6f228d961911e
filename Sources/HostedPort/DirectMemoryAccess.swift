// bus_dma(9): maps of one piece of memory each. The device uses the kernel's addresses.

import CHostedPort
import CRuntime

@c @implementation
public func bus_dmamap_create(
  _ tag: OpaquePointer?, _ flags: Int32, _ map: UnsafeMutablePointer<bus_dmamap_t?>?
) -> Int32 {
  if hosted_allocation_fails() { return ENOMEM }
  guard let memory = unsafe hosted_allocate(MemoryLayout<bus_dmamap>.size) else { return ENOMEM }
  let new = unsafe memory.assumingMemoryBound(to: bus_dmamap.self)
  unsafe new.pointee = unsafe bus_dmamap(data: nil, size: 0)
  // The caller's variable.
  unsafe map?.pointee = unsafe new
  unsafe kmsan_mark(map, MemoryLayout<bus_dmamap_t>.size, UInt8(KMSAN_STATE_INITED))
  return 0
}

@c @implementation
public func bus_dmamap_destroy(_ tag: OpaquePointer?, _ map: bus_dmamap_t?) -> Int32 {
  if let map = unsafe map { unsafe hosted_free(map) }
  return 0
}

@c @implementation
public func bus_dmamap_load(
  _ tag: OpaquePointer?, _ map: bus_dmamap_t?, _ data: UnsafeMutableRawPointer?, _ size: Int,
  _ callback: (
    @convention(c) (
      UnsafeMutableRawPointer?, UnsafeMutablePointer<bus_dma_segment_t>?, Int32, Int32
    ) -> Void
  )?, _ argument: UnsafeMutableRawPointer?, _ flags: Int32
) -> Int32 {
  // The map was made by bus_dmamap_create().
  unsafe map?.pointee = unsafe bus_dmamap(data: data, size: size)
  var segment = bus_dma_segment_t(ds_addr: UInt(bitPattern: data), ds_len: size)
  // The slot on the stack may carry the shadow of an earlier frame.
  unsafe kmsan_mark(
    &segment, MemoryLayout<bus_dma_segment_t>.size, UInt8(KMSAN_STATE_INITED))
  unsafe callback?(argument, &segment, 1, 0)
  return 0
}

@c @implementation
public func bus_dmamap_unload(_ tag: OpaquePointer?, _ map: bus_dmamap_t?) {
  // As in bus_dmamap_load().
  unsafe map?.pointee = unsafe bus_dmamap(data: nil, size: 0)
}

@c @implementation
public func bus_dmamap_sync(_ tag: OpaquePointer?, _ map: bus_dmamap_t?, _ operations: UInt32) {
  // As in bus_dmamap_load().
  guard let map = unsafe map?.pointee else { return }
  unsafe kmsan_bus_dmamap_sync(map.data, map.size, operations, kmsan_frame())
}
