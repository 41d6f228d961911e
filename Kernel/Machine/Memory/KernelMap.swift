// The kernel map: every address in it is mapped together with its shadow and its origins, metadata
// first, so that nothing can use memory whose metadata is not there. The metadata itself is Metadata.swift's.

import CRuntime
import KernelC

enum KernelMap {
  nonisolated(unsafe) private static var end = KERNEL_MEMORY_START
  nonisolated(unsafe) private static var devicesEnd = DEVICES_START
  nonisolated(unsafe) private static var guardian = lock()
  /// Stands for the metadata of what has none of its own: device registers, and the page array on
  /// request.
  nonisolated(unsafe) private static var dummy: UInt = 0

  // MARK: - Start

  /// Builds the kernel's own page tables and goes over to them.
  static func start() {
    guard let root = PageTables.newTable(), let page = PageTables.newTable() else { noMemory() }
    PageTables.root = root
    dummy = page
    mapDirectly()
    mapImage()
    mapPageArray()
    expect(PageTables.map(0, to: 0, .start, isLarge: true))
    expect(PageTables.fillTop())
    current_thread().pointee.page_tables = root
    set_page_table_root(UInt64(root))
    Frames.moveArray(to: PAGE_ARRAY_START)
  }

  private static func mapDirectly() {
    var physical: UInt = 0
    while physical < PhysicalMemory.managedBytes {
      if !Metadata.isOnDemand { expect(Metadata.mapLinearly(physical)) }
      expect(PageTables.map(DIRECT_MAP_START &+ physical, to: physical, .data, isLarge: true))
      physical &+= LARGE_PAGE_BYTES
    }
  }

  /// The image has rights page by page.
  private static func mapImage() {
    var address = get_image_start()
    while address < get_image_end() {
      let access: PageTables.Access =
        address < get_image_text_end()
        ? .code : address < get_image_rodata_end() ? .constants : .data
      let physical = address &- KERNEL_IMAGE_BASE
      expect(Metadata.cover(physical, order: 0))
      expect(enter(address, physical, access, isLarge: false))
      address &+= PAGE_BYTES
    }
  }

  private static func mapPageArray() {
    var offset: UInt = 0
    while offset < PhysicalMemory.pageArrayBytes {
      let address = PAGE_ARRAY_START &+ offset
      expect(
        CommandLine.options.coversPageArray ? Metadata.mapNew(address) : enterDummyMetadata(address)
      )
      expect(PageTables.map(address, to: PhysicalMemory.pageArray &+ offset, .data))
      offset &+= PAGE_BYTES
    }
  }

  private static func expect(_ isMapped: Bool) {
    if !isMapped { noMemory() }
  }

  private static func noMemory() -> Never { panic("out of memory: page tables") }

  // MARK: - Entering pages

  /// Maps memory that has metadata, its metadata first.
  private static func enter(
    _ address: UInt, _ physical: UInt, _ access: PageTables.Access, isLarge: Bool
  ) -> Bool {
    Metadata.map(address, physical, isLarge: isLarge)
      && PageTables.map(address, to: physical, access, isLarge: isLarge)
  }

  private static func enterDummyMetadata(_ address: UInt) -> Bool {
    guard has_metadata() else { return true }
    return PageTables.map(address &- SHADOW_DISTANCE, to: dummy, .data)
      && PageTables.map(address &- ORIGIN_DISTANCE, to: dummy, .data)
  }

  // MARK: - Growing

  /// Maps new memory behind what there is: in large pages where they fit, else page by page.
  static func grow(_ size: UInt, alignment: UInt, gap: UInt) -> UInt {
    let flags = lock_acquire(&guardian)
    let large = size >= LARGE_PAGE_BYTES && alignment < LARGE_PAGE_BYTES
    let step = large ? LARGE_PAGE_BYTES : alignment
    let start = (end &+ gap &+ step &- 1) & ~(step &- 1)
    guard start <= KERNEL_MEMORY_END, size <= KERNEL_MEMORY_END &- start else {
      lock_release(&guardian, flags)
      return 0
    }
    end = start &+ size
    lock_release(&guardian, flags)
    var address = start
    while address < start &+ size {
      let rest = start &+ size &- address
      if address & (LARGE_PAGE_BYTES &- 1) == 0, rest >= LARGE_PAGE_BYTES {
        let physical = Frames.allocateCovered(order: UInt32(FRAME_ORDER_MAX))
        if physical != 0 {
          guard enter(address, physical, .data, isLarge: true) else { return 0 }
          address &+= LARGE_PAGE_BYTES
          continue
        }
      }
      let physical = Frames.allocateCovered(order: 0)
      guard physical != 0, enter(address, physical, .data, isLarge: false) else { return 0 }
      address &+= PAGE_BYTES
    }
    return start
  }

  /// Maps registers of a device.
  static func mapDevice(_ physical: UInt, _ size: UInt) -> UInt {
    let offset = physical & (PAGE_BYTES &- 1)
    let bytes = (offset &+ size &+ PAGE_BYTES &- 1) & ~(PAGE_BYTES &- 1)
    let flags = lock_acquire(&guardian)
    let start = devicesEnd
    devicesEnd &+= bytes
    lock_release(&guardian, flags)
    var done: UInt = 0
    while done < bytes {
      expect(enterDummyMetadata(start &+ done))
      expect(PageTables.map(start &+ done, to: physical &- offset &+ done, .device))
      done &+= PAGE_BYTES
    }
    return start &+ offset
  }
}

@c @implementation
public func kernel_map_grow(
  _ size: Int, _ alignment: Int, _ gap: Int
) -> UnsafeMutableRawPointer? {
  UnsafeMutableRawPointer(
    bitPattern: KernelMap.grow(
      UInt(bitPattern: size), alignment: UInt(bitPattern: alignment), gap: UInt(bitPattern: gap)))
}

@c @implementation
public func device_map(_ physical: UInt, _ size: Int) -> UInt {
  KernelMap.mapDevice(physical, UInt(bitPattern: size))
}

@c @implementation
public func kernel_physical(_ address: UInt) -> UInt { PageTables.physical(address) ?? 0 }

@c @implementation
public func page_of(_ address: UnsafeRawPointer) -> UnsafeMutablePointer<page>? {
  let address = UInt(bitPattern: address)
  let offset = address &- DIRECT_MAP_START
  if offset < PhysicalMemory.managedBytes { return Frames.entry(at: offset) }
  return PageTables.physical(address).flatMap { Frames.entry(at: $0) }
}
