// Zones: items of one size, in slabs of the direct map. Which items are free, a slab's header
// knows: free items are not touched, so that their shadow says that they are free, and items of
// type-stable zones keep what is in them.
//
// Source of the terms: FreeBSD 14, uma(9).

import CRuntime
import KernelC

/// A run of pages: a header, then the items.
struct Slab {
  let zone: UnsafeMutablePointer<Zone>
  /// The next slab with free items.
  var next: UnsafeMutablePointer<Slab>?
  var freeCount: Int
  /// A bit for each item that is free.
  var freeItems: InlineArray<4, UInt64>

  static let itemsMax = 256
  static let headerBytes = 64
}

/// struct zone of kernel.h.
struct Zone {
  static let itemBytesMin = 16
  /// Slabs have at least so many items.
  private static let itemsMin = 7

  let name: UnsafePointer<CChar>
  let itemBytes: Int
  let itemsPerSlab: Int
  let order: UInt32
  let flags: UInt32
  let initialize: (@convention(c) (UnsafeMutableRawPointer, Int) -> Void)?
  var guardian = lock()
  /// Slabs with free items.
  var slabs: UnsafeMutablePointer<Slab>?

  init(
    name: UnsafePointer<CChar>, itemBytes: Int, flags: UInt32,
    initialize: (@convention(c) (UnsafeMutableRawPointer, Int) -> Void)?
  ) {
    self.name = name
    let rounded = (itemBytes &+ Self.itemBytesMin &- 1) & ~(Self.itemBytesMin &- 1)
    self.itemBytes = rounded
    var order: UInt32 = 0
    while order < 4, Self.items(rounded, order) < Self.itemsMin { order &+= 1 }
    self.order = order
    let items = Self.items(rounded, order)
    itemsPerSlab = items < Slab.itemsMax ? items : Slab.itemsMax
    self.flags = flags
    self.initialize = initialize
  }

  private static func items(_ itemBytes: Int, _ order: UInt32) -> Int {
    (Int(PAGE_BYTES) << Int(order) &- Slab.headerBytes) / itemBytes
  }

  var isTypeStable: Bool { flags & UInt32(ZONE_TYPE_STABLE) != 0 }
  /// Whose memory the items are.
  var type: Int32 { flags & UInt32(ZONE_MALLOC) != 0 ? KMSAN_TYPE_MALLOC : KMSAN_TYPE_UMA }

  // MARK: - Items

  /// Takes a free item; nil when there is no memory.
  static func allocate(
    _ zone: UnsafeMutablePointer<Zone>, frame: UnsafeRawPointer?
  ) -> UnsafeMutableRawPointer? {
    let saved = lock_acquire(&zone.pointee.guardian)
    if zone.pointee.slabs == nil { zone.pointee.slabs = newSlab(zone, frame: frame) }
    guard let slab = zone.pointee.slabs else {
      lock_release(&zone.pointee.guardian, saved)
      return nil
    }
    let index = takeItem(slab)
    if slab.pointee.freeCount == 0 { zone.pointee.slabs = slab.pointee.next }
    lock_release(&zone.pointee.guardian, saved)
    let item = zone.pointee.item(index, of: slab)
    if !zone.pointee.isTypeStable {
      kmsan_poison_allocated(item, zone.pointee.itemBytes, zone.pointee.type, frame)
    }
    return item
  }

  /// The number of a free item, which it no longer is.
  private static func takeItem(_ slab: UnsafeMutablePointer<Slab>) -> Int {
    var word = 0
    while slab.pointee.freeItems[word] == 0 { word &+= 1 }
    let bit = slab.pointee.freeItems[word].trailingZeroBitCount
    slab.pointee.freeItems[word] &= ~(1 << UInt64(bit))
    slab.pointee.freeCount &-= 1
    return 64 &* word &+ bit
  }

  /// Gives an item back to its zone.
  static func free(_ item: UnsafeMutableRawPointer, frame: UnsafeRawPointer?) {
    guard let slab = page_of(item)?.pointee.slab?.assumingMemoryBound(to: Slab.self) else {
      panic("an item is freed that is in no zone")
    }
    let zone = slab.pointee.zone
    let itemBytes = zone.pointee.itemBytes
    let offset = item - UnsafeMutableRawPointer(slab) &- Slab.headerBytes
    let index = offset / itemBytes
    guard offset >= 0, offset % itemBytes == 0 else { panic("what is freed is no item") }
    if !zone.pointee.isTypeStable {
      kmsan_poison_freed(item, itemBytes, zone.pointee.type, frame)
    }
    let saved = lock_acquire(&zone.pointee.guardian)
    let bit: UInt64 = 1 << UInt64(index & 63)
    if slab.pointee.freeItems[index >> 6] & bit != 0 { panic("an item is freed twice") }
    slab.pointee.freeItems[index >> 6] |= bit
    if slab.pointee.freeCount == 0 {
      slab.pointee.next = zone.pointee.slabs
      zone.pointee.slabs = slab
    }
    slab.pointee.freeCount &+= 1
    lock_release(&zone.pointee.guardian, saved)
  }

  private func item(
    _ index: Int, of slab: UnsafeMutablePointer<Slab>
  ) -> UnsafeMutableRawPointer {
    UnsafeMutableRawPointer(slab) + Slab.headerBytes + index &* itemBytes
  }

  // MARK: - Slabs

  private static func newSlab(
    _ zone: UnsafeMutablePointer<Zone>, frame: UnsafeRawPointer?
  ) -> UnsafeMutablePointer<Slab>? {
    let physical = frames_allocate(zone.pointee.order)
    guard physical != 0 else { return nil }
    let memory = direct_map(physical)
    let bytes = Int(PAGE_BYTES) << Int(zone.pointee.order)
    let count = zone.pointee.itemsPerSlab
    kmsan_poison_allocated(memory, bytes, zone.pointee.type, frame)
    let slab = memory.assumingMemoryBound(to: Slab.self)
    slab.initialize(
      to: Slab(zone: zone, next: nil, freeCount: count, freeItems: [0, 0, 0, 0]))
    var offset = 0
    while offset < bytes {
      page_of(memory + offset)?.pointee.slab = memory
      offset &+= Int(PAGE_BYTES)
    }
    for index in 0..<count {
      slab.pointee.freeItems[index >> 6] |= 1 << UInt64(index & 63)
      zone.pointee.initialize?(zone.pointee.item(index, of: slab), zone.pointee.itemBytes)
    }
    return slab
  }
}

/// All zones, in memory that is never given back.
enum Zones {
  private static let max = 64
  nonisolated(unsafe) private static var zones: UnsafeMutablePointer<Zone>?
  nonisolated(unsafe) private static var count = 0

  static func start() {
    zones = kernel_memory_allocate(max &* MemoryLayout<Zone>.stride)?
      .assumingMemoryBound(to: Zone.self)
  }

  static func create(_ zone: Zone) -> UnsafeMutablePointer<Zone> {
    guard let zones, count < max else { panic("there are too many zones") }
    (zones + count).initialize(to: zone)
    count &+= 1
    return zones + (count &- 1)
  }
}

@c @implementation
public func zone_create(
  _ name: UnsafePointer<CChar>, _ itemSize: Int, _ flags: UInt32,
  _ initialize: (@convention(c) (UnsafeMutableRawPointer, Int) -> Void)?
) -> OpaquePointer {
  OpaquePointer(
    Zones.create(Zone(name: name, itemBytes: itemSize, flags: flags, initialize: initialize)))
}

@c @implementation
@inline(never)
public func zone_allocate(_ zone: OpaquePointer) -> UnsafeMutableRawPointer? {
  Zone.allocate(UnsafeMutablePointer(zone), frame: kmsan_frame())
}

@c @implementation
@inline(never)
public func zone_free(_ zone: OpaquePointer, _ item: UnsafeMutableRawPointer) {
  Zone.free(item, frame: kmsan_frame())
}
