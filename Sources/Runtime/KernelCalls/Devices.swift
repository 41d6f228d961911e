// Interceptors for what moves between memory and devices: bus space and direct memory access.
//
// Sources: FreeBSD 14, bus_space(9), bus_dma(9) and sys/kern/subr_msan.c.

import CRuntime

@c @implementation
public func kmsan_bus_space_read(_ data: UnsafeRawPointer?, _ width: Int, _ count: Int) {
  let range = unsafe MemoryRange(data, width, count: count)
  Metadata.unpoison(range.start, size: range.size)
}

@c @implementation
public func kmsan_bus_space_write(_ data: UnsafeRawPointer?, _ width: Int, _ count: Int) {
  let range = unsafe MemoryRange(data, width, count: count)
  let name: StaticString = "bus_space_write"
  _ = unsafe Report.check(range, name.cString, frame: kmsan_frame())
}

@c @implementation
public func kmsan_bus_dmamap_sync(
  _ address: UnsafeRawPointer?, _ size: Int, _ operations: UInt32, _ frame: UnsafeRawPointer?
) {
  let range = unsafe MemoryRange(address, size)
  let wanted = Int32(bitPattern: operations)
  let all =
    KMSAN_DMASYNC_PREREAD | KMSAN_DMASYNC_POSTREAD | KMSAN_DMASYNC_PREWRITE
    | KMSAN_DMASYNC_POSTWRITE
  guard wanted != 0, wanted & ~all == 0 else {
    return unsafe Report.invalidCall(frame: frame) { line in
      line.append("bus_dmamap_sync: there is no operation ")
      line.append(hexadecimal: UInt(operations))
      line.append("; nothing was checked or initialized")
    }
  }
  // Drivers that serve both directions by one path say both; then there is nothing to know.
  if wanted & (KMSAN_DMASYNC_PREREAD | KMSAN_DMASYNC_PREWRITE) == KMSAN_DMASYNC_PREWRITE {
    let name: StaticString = "bus_dmamap_sync"
    _ = unsafe Report.check(range, name.cString, frame: frame)
  }
  if wanted & KMSAN_DMASYNC_POSTREAD != 0 { Metadata.unpoison(range.start, size: range.size) }
}

extension MemoryRange {
  /// The range of `count` words; one that no map covers when its size is beyond all numbers.
  fileprivate init(_ address: UnsafeRawPointer?, _ width: Int, count: Int) {
    let (size, isTooLarge) = UInt(bitPattern: width)
      .multipliedReportingOverflow(by: UInt(bitPattern: count))
    self.init(start: UInt(bitPattern: address), size: isTooLarge ? .max : size)
  }
}
