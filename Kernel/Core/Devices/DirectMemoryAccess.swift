// bus_dma(9): what drivers call around a device's own accesses to memory. Its header,
// sys/bus_dma.h, is that of the hosted port.
//
// A map shows the device physical memory: the pages behind the driver's, or, for devices that
// cannot reach those, a page in their place, a bounce page, from which and to which
// bus_dmamap_sync() copies.
//
// Source: FreeBSD 14, bus_dma(9) and sys/x86/x86/busdma_bounce.c.

import CRuntime
import KernelC

/// struct bus_dmamap, of which drivers only have addresses.
private struct Map {
  let bounces: Bool
  var data: UnsafeMutableRawPointer?
  var size = 0
  var bounce: UnsafeMutableRawPointer?

  static let bounceBytesMax = Int(PAGE_BYTES)
  private static let noMemory: Int32 = 12
  private static let tooLarge: Int32 = 27

  static func create(_ flags: Int32) -> UnsafeMutablePointer<Map>? {
    guard let memory = kmalloc(MemoryLayout<Map>.size, 0) else { return nil }
    let map = memory.assumingMemoryBound(to: Map.self)
    map.initialize(to: Map(bounces: flags & Int32(BUS_DMA_COULD_BOUNCE) != 0))
    return map
  }

  /// Puts memory into the map, and adds what the device sees of it. Returns an error, or 0.
  mutating func load(
    _ data: UnsafeMutableRawPointer, _ size: Int, _ segments: inout Segments
  ) -> Int32 {
    var visible = data
    if bounces {
      guard size <= Self.bounceBytesMax else { return Self.tooLarge }
      if bounce == nil {
        let physical = frames_allocate(0)
        guard physical != 0 else { return Self.noMemory }
        bounce = direct_map(physical)
      }
      if let bounce { visible = bounce }
    }
    guard DeviceMemory.forEachRun(visible, size, { segments.append($0, $1) }) else {
      return Self.tooLarge
    }
    self.data = data
    self.size = size
    return 0
  }

  func sync(_ operations: UInt32, frame: UnsafeRawPointer?) {
    // Checks that name the driver's memory come before the copy, and marks behind it.
    let isWrite = operations & UInt32(KMSAN_DMASYNC_PREWRITE) != 0
    let isRead = operations & UInt32(KMSAN_DMASYNC_POSTREAD) != 0
    if isRead, bounces, let bounce, let data { __msan_memcpy(data, bounce, UInt64(size)) }
    kmsan_bus_dmamap_sync(data, size, operations, frame)
    if isWrite, bounces, let bounce, let data { __msan_memcpy(bounce, data, UInt64(size)) }
  }

  /// Takes the memory out.
  mutating func unload() {
    data = nil
    size = 0
    if let bounce { frames_free(UInt(bitPattern: bounce) &- DIRECT_MAP_START, 0) }
    bounce = nil
  }
}

/// bus_dma_segment_t, as many as a map has at most.
private struct Segments {
  struct Segment {
    let address: UInt
    let size: UInt
  }
  private(set) var count: Int32 = 0
  private var segments = InlineArray<40, Segment>(repeating: Segment(address: 0, size: 0))

  /// False when there are too many.
  mutating func append(_ address: UInt, _ size: UInt) -> Bool {
    guard count < segments.count else { return false }
    segments[Int(count)] = Segment(address: address, size: size)
    count &+= 1
    return true
  }

  mutating func withMemory(_ body: (UnsafeMutableRawPointer?) -> Void) {
    withUnsafeMutableBytes(of: &segments) { body($0.baseAddress) }
  }
}

@c(bus_dmamap_create)
public func busMapCreate(
  _ tag: UnsafeRawPointer?, _ flags: Int32, _ result: UnsafeMutablePointer<UnsafeMutableRawPointer?>
) -> Int32 {
  let map = Map.create(flags)
  result.pointee = UnsafeMutableRawPointer(map)
  return map == nil ? 12 : 0
}

@c(bus_dmamap_destroy)
public func busMapDestroy(_ tag: UnsafeRawPointer?, _ map: UnsafeMutableRawPointer?) -> Int32 {
  map?.assumingMemoryBound(to: Map.self).pointee.unload()
  kfree(map)
  return 0
}

@c(bus_dmamap_load)
public func busMapLoad(
  _ tag: UnsafeRawPointer?, _ map: UnsafeMutableRawPointer, _ data: UnsafeMutableRawPointer,
  _ size: Int,
  _ callback:
    @convention(c) (
      UnsafeMutableRawPointer?, UnsafeMutableRawPointer?, Int32, Int32
    ) -> Void, _ argument: UnsafeMutableRawPointer?, _ flags: Int32
) -> Int32 {
  var segments = Segments()
  let error = map.assumingMemoryBound(to: Map.self).pointee.load(data, size, &segments)
  let count = error == 0 ? segments.count : 0
  segments.withMemory { callback(argument, $0, count, error) }
  return error
}

@c(bus_dmamap_unload)
public func busMapUnload(_ tag: UnsafeRawPointer?, _ map: UnsafeMutableRawPointer?) {
  map?.assumingMemoryBound(to: Map.self).pointee.unload()
}

/// The report of a check is made for the caller.
@c(bus_dmamap_sync)
@inline(never)
public func busMapSync(
  _ tag: UnsafeRawPointer?, _ map: UnsafeMutableRawPointer?, _ operations: UInt32
) {
  map?.assumingMemoryBound(to: Map.self).pointee.sync(operations, frame: kmsan_frame())
}
