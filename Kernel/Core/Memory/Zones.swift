// uma(9) on top of zones: constructors and destructors, zones that come and go.

import CRuntime
import KernelC

/// What prepares the items of a zone and cleans up behind them.
struct ItemFunctions {
  var construct: uma_ctor?
  var destruct: uma_dtor?
  var initialize: uma_init?
  var finish: uma_fini?
}

/// All zones, in memory that is never given back.
enum Zones {
  private static let max = 64
  nonisolated(unsafe) private static var zones: UnsafeMutablePointer<Zone>?
  nonisolated(unsafe) private static var count = 0
  nonisolated(unsafe) private static var unused: UnsafeMutablePointer<Zone>?
  nonisolated(unsafe) private static var guardian = lock()

  static func start() {
    zones = kernel_memory_allocate(max &* MemoryLayout<Zone>.stride)?
      .assumingMemoryBound(to: Zone.self)
  }

  static func create(_ zone: Zone) -> UnsafeMutablePointer<Zone> {
    let flags = lock_acquire(&guardian)
    defer { lock_release(&guardian, flags) }
    guard let zones else { panic("out of memory: zones") }
    if let place = unused {
      unused = place.pointee.nextUnused
      place.initialize(to: zone)
      return place
    }
    guard count < max else { panic("too many zones") }
    (zones + count).initialize(to: zone)
    count &+= 1
    return zones + (count &- 1)
  }

  static func destroy(_ zone: UnsafeMutablePointer<Zone>) {
    Zone.giveBack(zone)
    let flags = lock_acquire(&guardian)
    zone.pointee.nextUnused = unused
    unused = zone
    lock_release(&guardian, flags)
  }

  @inline(__always)
  static func allocate(
    _ zone: UnsafeMutablePointer<Zone>, _ argument: UnsafeMutableRawPointer?, _ flags: Int32,
    frame: UnsafeRawPointer?
  ) -> UnsafeMutableRawPointer? {
    guard let item = Zone.allocate(zone, frame: frame) else {
      if Int(flags) & KERNEL_M_WAITOK != 0 { panic("uma_zalloc(M_WAITOK): out of memory") }
      return nil
    }
    let size = zone.pointee.size
    if Int(flags) & KERNEL_M_ZERO != 0 { __msan_memset(item, 0, UInt64(size)) }
    if let construct = zone.pointee.functions.construct,
      construct(item, Int32(size), argument, flags) != 0
    {
      free(zone, item, argument, frame: frame)
      return nil
    }
    return item
  }

  @inline(__always)
  static func free(
    _ zone: UnsafeMutablePointer<Zone>, _ item: UnsafeMutableRawPointer?,
    _ argument: UnsafeMutableRawPointer?, frame: UnsafeRawPointer?
  ) {
    guard let item else { return }
    zone.pointee.functions.destruct?(item, Int32(zone.pointee.size), argument)
    Zone.free(item, frame: frame)
  }
}

@c @implementation
public func uma_zcreate(
  _ name: UnsafePointer<CChar>, _ size: Int, _ construct: uma_ctor?, _ destruct: uma_dtor?,
  _ initialize: uma_init?, _ finish: uma_fini?, _ align: Int32, _ flags: UInt32
) -> OpaquePointer? {
  let functions = ItemFunctions(
    construct: construct, destruct: destruct, initialize: initialize, finish: finish)
  return OpaquePointer(
    Zones.create(Zone(itemBytes: size, type: KMSAN_TYPE_UMA, functions: functions)))
}

@c @implementation
@inline(never)
@_optimize(none)
public func uma_zalloc(_ zone: OpaquePointer, _ flags: Int32) -> UnsafeMutableRawPointer? {
  Zones.allocate(UnsafeMutablePointer(zone), nil, flags, frame: kmsan_frame())
}

@c @implementation
@inline(never)
@_optimize(none)
public func uma_zalloc_arg(
  _ zone: OpaquePointer, _ argument: UnsafeMutableRawPointer?, _ flags: Int32
) -> UnsafeMutableRawPointer? {
  Zones.allocate(UnsafeMutablePointer(zone), argument, flags, frame: kmsan_frame())
}

@c @implementation
@inline(never)
@_optimize(none)
public func uma_zfree(_ zone: OpaquePointer, _ item: UnsafeMutableRawPointer?) {
  Zones.free(UnsafeMutablePointer(zone), item, nil, frame: kmsan_frame())
}

@c @implementation
@inline(never)
@_optimize(none)
public func uma_zfree_arg(
  _ zone: OpaquePointer, _ item: UnsafeMutableRawPointer?, _ argument: UnsafeMutableRawPointer?
) {
  Zones.free(UnsafeMutablePointer(zone), item, argument, frame: kmsan_frame())
}

@c @implementation
public func uma_zdestroy(_ zone: OpaquePointer) { Zones.destroy(UnsafeMutablePointer(zone)) }
