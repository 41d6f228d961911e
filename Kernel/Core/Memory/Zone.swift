// Zones: items of one size, in slabs of the direct map. Which items are free, a slab's header
// knows: free items are not touched, so that their shadow says that they are free, and items of
// type-stable zones, those with an `init` function, keep what is in them.
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

/// struct uma_zone.
struct Zone {
  static let itemBytesMin = 16
  /// Slabs have at least so many items.
  private static let itemsMin = 7

  /// What its owner asked for; items are a multiple of `itemBytesMin`.
  let size: Int
  let itemBytes: Int
  let itemsPerSlab: Int
  let order: UInt32
  /// Whose memory the items are, as reports name it.
  let type: Int32
  var functions = ItemFunctions()
  var guardian = lock()
  /// Slabs with free items.
  var slabs: UnsafeMutablePointer<Slab>?
  /// The next free zone, when this is one.
  var nextUnused: UnsafeMutablePointer<Zone>?

  init(itemBytes: Int, type: Int32, functions: ItemFunctions = ItemFunctions()) {
    size = itemBytes
    let rounded = (itemBytes &+ Self.itemBytesMin &- 1) & ~(Self.itemBytesMin &- 1)
    self.itemBytes = rounded
    var order: UInt32 = 0
    while order < 4, Self.items(rounded, order) < Self.itemsMin { order &+= 1 }
    self.order = order
    let items = Self.items(rounded, order)
    itemsPerSlab = items < Slab.itemsMax ? items : Slab.itemsMax
    self.type = type
    self.functions = functions
  }

  private static func items(_ itemBytes: Int, _ order: UInt32) -> Int {
    (Int(PAGE_BYTES) << Int(order) &- Slab.headerBytes) / itemBytes
  }

  /// Whether items keep what is in them while they are free.
  var isTypeStable: Bool { functions.initialize != nil }

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
      panic("uma_zfree: the item is in no zone")
    }
    let zone = slab.pointee.zone
    let itemBytes = zone.pointee.itemBytes
    let offset = item - UnsafeMutableRawPointer(slab) &- Slab.headerBytes
    let index = offset / itemBytes
    guard offset >= 0, offset % itemBytes == 0 else { panic("uma_zfree: not the start of an item") }
    if !zone.pointee.isTypeStable {
      kmsan_poison_freed(item, itemBytes, zone.pointee.type, frame)
    }
    let saved = lock_acquire(&zone.pointee.guardian)
    let bit: UInt64 = 1 << UInt64(index & 63)
    if slab.pointee.freeItems[index >> 6] & bit != 0 { panic("uma_zfree: freed twice") }
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
      let item = zone.pointee.item(index, of: slab)
      _ = zone.pointee.functions.initialize?(item, Int32(zone.pointee.size), 0)
    }
    return slab
  }

  /// Gives all slabs back; all items are free.
  static func giveBack(_ zone: UnsafeMutablePointer<Zone>) {
    while let slab = zone.pointee.slabs {
      guard slab.pointee.freeCount == zone.pointee.itemsPerSlab else {
        panic("uma_zdestroy: the zone has items in use")
      }
      zone.pointee.slabs = slab.pointee.next
      for index in 0..<zone.pointee.itemsPerSlab {
        zone.pointee.functions.finish?(
          zone.pointee.item(index, of: slab), Int32(zone.pointee.size))
      }
      let memory = UnsafeMutableRawPointer(slab)
      page_of(memory)?.pointee.slab = nil
      frames_free(UInt(bitPattern: memory) &- DIRECT_MAP_START, zone.pointee.order)
    }
  }
}
