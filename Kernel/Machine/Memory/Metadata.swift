// Which pages of memory have shadow and origins, and where.
//
// Metadata belongs to a page of physical memory, not to an address: the windows below the direct map show
// it for every page that has some, and all other maps of shadow and origins show the same memory. Two
// addresses of one page cannot disagree.
//
// Linear, a third of memory is shadow and a third origins (PhysicalMemory.swift). On demand, a page gets
// its metadata when it becomes memory of the instrumented kernel, or when that uses the page in another
// way, by a page fault. What a page has it keeps: no processor can use a page of metadata by an address
// that it remembers, and a use of free memory is still reported.
//
// A kernel without KMSAN has none: what maps metadata does nothing.

import CRuntime
import KernelC

enum Metadata {
  nonisolated(unsafe) private(set) static var isOnDemand = false
  /// Pages of metadata that were taken from what the kernel gives away.
  nonisolated(unsafe) private static var takenPages = 0
  nonisolated(unsafe) private static var guardian = lock()

  static func start(isOnDemand: Bool) { self.isOnDemand = isOnDemand }

  static var takenBytes: UInt { UInt(takenPages) &* PAGE_BYTES }
  /// Shadow and origins together.
  static var bytes: UInt { takenBytes &+ PhysicalMemory.metadataBytes }

  private static func shadowWindow(_ physical: UInt) -> UInt {
    DIRECT_MAP_START &+ physical &- SHADOW_DISTANCE
  }
  private static func originWindow(_ physical: UInt) -> UInt {
    DIRECT_MAP_START &+ physical &- ORIGIN_DISTANCE
  }

  // MARK: - Giving metadata to pages

  /// Gives metadata, all initialized, to those pages of a run that have none. False when there is no
  /// memory for it.
  static func cover(_ physical: UInt, order: UInt32) -> Bool {
    let flags = lock_acquire(&guardian)
    defer { lock_release(&guardian, flags) }
    if Int(order) == FRAME_ORDER_MAX, coverLarge(physical) { return true }
    for index in 0..<(1 << UInt(order)) {
      guard coverPage(physical &+ UInt(index) &* PAGE_BYTES) else { return false }
    }
    return true
  }

  private static func coverPage(_ physical: UInt) -> Bool {
    guard let entry = Frames.entry(at: physical) else { return false }
    if entry.pointee.is_covered { return true }
    guard give(to: physical, order: 0) else { return false }
    entry.pointee.is_covered = true
    return true
  }

  /// A large page in one piece, when none of its pages has metadata and there are such pieces.
  private static func coverLarge(_ physical: UInt) -> Bool {
    guard let entries = Frames.entry(at: physical) else { return false }
    let count = 1 << FRAME_ORDER_MAX
    for index in 0..<count where entries[index].is_covered { return false }
    guard give(to: physical, order: UInt32(FRAME_ORDER_MAX)) else { return false }
    for index in 0..<count { entries[index].is_covered = true }
    return true
  }

  private static func give(to physical: UInt, order: UInt32) -> Bool {
    let shadow = Frames.allocate(order: order)
    let origin = Frames.allocate(order: order)
    let isLarge = order != 0
    guard shadow != 0, origin != 0 else {
      if shadow != 0 { Frames.free(shadow, order: order) }
      if origin != 0 { Frames.free(origin, order: order) }
      return false
    }
    let bytes = Int(PAGE_BYTES) << Int(order)
    kmsan_set_bytes(direct_map(shadow), 0, bytes)
    kmsan_set_bytes(direct_map(origin), 0, bytes)
    takenPages &+= 2 << Int(order)
    return PageTables.map(shadowWindow(physical), to: shadow, .data, isLarge: isLarge)
      && PageTables.map(originWindow(physical), to: origin, .data, isLarge: isLarge)
  }

  /// Maps the windows of all memory, whose metadata lies in one piece.
  static func mapLinearly(_ physical: UInt) -> Bool {
    guard has_metadata() else { return true }
    let managed = PhysicalMemory.managedBytes
    return PageTables.map(
      shadowWindow(physical), to: physical &+ managed, .data, isLarge: true)
      && PageTables.map(
        originWindow(physical), to: physical &+ 2 &* managed, .data, isLarge: true)
  }

  /// A page fault at an address of metadata: gives some to the page of the direct map that it is of.
  /// False when it is of none. Not in an NMI that interrupted `cover`.
  static func resolve(_ address: UInt) -> Bool {
    guard isOnDemand else { return false }
    var physical = address &- shadowWindow(0)
    if physical >= PhysicalMemory.managedBytes { physical = address &- originWindow(0) }
    guard physical < PhysicalMemory.managedBytes else { return false }
    return cover(physical & ~(PAGE_BYTES &- 1), order: 0)
  }

  // MARK: - Other maps

  /// Maps the metadata of covered memory where another address of the memory finds it.
  static func map(_ address: UInt, _ physical: UInt, isLarge: Bool) -> Bool {
    guard has_metadata() else { return true }
    if isLarge, !PageTables.isLarge(shadowWindow(physical)) {
      var offset: UInt = 0
      while offset < LARGE_PAGE_BYTES {
        guard map(address &+ offset, physical &+ offset, isLarge: false) else { return false }
        offset &+= PAGE_BYTES
      }
      return true
    }
    guard let shadow = PageTables.physical(shadowWindow(physical)),
      let origin = PageTables.physical(originWindow(physical))
    else { panic("page table: the memory has no metadata") }
    return PageTables.map(address &- SHADOW_DISTANCE, to: shadow, .data, isLarge: isLarge)
      && PageTables.map(address &- ORIGIN_DISTANCE, to: origin, .data, isLarge: isLarge)
  }

  /// Maps metadata of its own at an address that the kernel does not allocate: the page array.
  static func mapNew(_ address: UInt) -> Bool {
    guard has_metadata() else { return true }
    return mapZeroed(address &- SHADOW_DISTANCE) && mapZeroed(address &- ORIGIN_DISTANCE)
  }

  private static func mapZeroed(_ address: UInt) -> Bool {
    guard let page = PageTables.newTable() else { return false }
    takenPages &+= 1
    return PageTables.map(address, to: page, .data)
  }
}

@c @implementation
public func metadata_resolve(_ address: UInt) -> Bool { Metadata.resolve(address) }
