// Physical memory in runs of 1 to 512 pages, each at a multiple of its size: the buddy
// system. Free runs of an order form a list through the page array; those whose pages all have metadata
// (Metadata.swift) are in lists of their own, and go first to whoever needs metadata, last to others.
//
// Source: D. E. Knuth, The Art of Computer Programming 1, section 2.5.

import KernelC

enum Frames {
  private static let orderMax = Int(FRAME_ORDER_MAX)
  /// Lists of runs without metadata, and then of runs with it.
  private static let orders = 10

  nonisolated(unsafe) private static var array: UnsafeMutablePointer<page>?
  nonisolated(unsafe) private static var first = InlineArray<20, UInt32>(repeating: 0)
  nonisolated(unsafe) private static var guardian = lock()
  nonisolated(unsafe) private static var freePages = 0

  static var freeBytes: Int { freePages &* Int(PAGE_BYTES) }

  /// Takes all memory behind the image. The page array is where the first page tables show it; from
  /// `moveArray` on, where the kernel map does.
  static func start(areCovered: Bool) {
    array = direct_map(PhysicalMemory.pageArray).assumingMemoryBound(to: page.self)
    let empty = page(
      next: 0, previous: 0, order: 0, is_free: false, is_covered: areCovered, slab: nil, pages: 0)
    for index in 0..<PhysicalMemory.pageCount { pages[index] = empty }
    var index = Int((get_image_end() &- KERNEL_IMAGE_BASE) / PAGE_BYTES)
    while index < PhysicalMemory.pageCount {
      var order: UInt32 = UInt32(FRAME_ORDER_MAX)
      while index & (1 << Int(order) &- 1) != 0
        || index &+ 1 << Int(order) > PhysicalMemory.pageCount
      { order &-= 1 }
      free(UInt(index) &* PAGE_BYTES, order: order)
      index &+= 1 << Int(order)
    }
  }

  static func moveArray(to address: UInt) { array = UnsafeMutablePointer(bitPattern: address) }

  /// Nothing is asked for before `start`.
  private static var pages: UnsafeMutablePointer<page> { array.unsafelyUnwrapped }

  static func entry(at physical: UInt) -> UnsafeMutablePointer<page>? {
    physical < PhysicalMemory.managedBytes ? pages + Int(physical / PAGE_BYTES) : nil
  }

  /// The physical address of a run without regard to metadata; 0 when there is none.
  static func allocate(order: UInt32) -> UInt {
    guard order <= UInt32(FRAME_ORDER_MAX) else { return 0 }
    return take(Int(order), from: 0) ?? take(Int(order), from: orders) ?? 0
  }

  /// The physical address of a run with metadata; 0 when there is no memory for either.
  static func allocateCovered(order: UInt32) -> UInt {
    guard order <= UInt32(FRAME_ORDER_MAX) else { return 0 }
    if let run = take(Int(order), from: orders) { return run }
    guard let run = take(Int(order), from: 0) else { return 0 }
    if Metadata.cover(run, order: order) { return run }
    free(run, order: order)
    return 0
  }

  private static func take(_ order: Int, from lists: Int) -> UInt? {
    let flags = lock_acquire(&guardian)
    defer { lock_release(&guardian, flags) }
    var found = order
    while found <= orderMax, first[lists &+ found] == 0 { found &+= 1 }
    guard found <= orderMax else { return nil }
    let run = first[lists &+ found]
    remove(run, from: lists)
    // The upper halves go back.
    while found > order {
      found &-= 1
      insert(run &+ 1 << UInt32(found), order: UInt8(found), into: lists)
    }
    freePages &-= 1 << order
    return UInt(run) &* PAGE_BYTES
  }

  static func free(_ physical: UInt, order: UInt32) {
    let flags = lock_acquire(&guardian)
    defer { lock_release(&guardian, flags) }
    var run = UInt32(physical / PAGE_BYTES)
    var order = order
    freePages &+= 1 << Int(order)
    let lists = isCovered(run, order) ? orders : 0
    while order < UInt32(FRAME_ORDER_MAX) {
      let buddy = run ^ 1 << order
      guard Int(buddy) < PhysicalMemory.pageCount, pages[Int(buddy)].is_free,
        pages[Int(buddy)].order == UInt8(order), isCovered(buddy, order) == (lists != 0)
      else { break }
      remove(buddy, from: lists)
      run &= buddy
      order &+= 1
    }
    insert(run, order: UInt8(order), into: lists)
  }

  /// Whether all pages of a run have metadata.
  private static func isCovered(_ run: UInt32, _ order: UInt32) -> Bool {
    for index in 0..<(1 << Int(order)) where !pages[Int(run) &+ index].is_covered { return false }
    return true
  }

  private static func insert(_ run: UInt32, order: UInt8, into lists: Int) {
    let list = lists &+ Int(order)
    let next = first[list]
    pages[Int(run)].order = order
    pages[Int(run)].is_free = true
    pages[Int(run)].previous = 0
    pages[Int(run)].next = next
    if next != 0 { pages[Int(next)].previous = run }
    first[list] = run
  }

  private static func remove(_ run: UInt32, from lists: Int) {
    let page = pages[Int(run)]
    if page.previous != 0 {
      pages[Int(page.previous)].next = page.next
    } else {
      first[lists &+ Int(page.order)] = page.next
    }
    if page.next != 0 { pages[Int(page.next)].previous = page.previous }
    pages[Int(run)].is_free = false
  }
}

@c @implementation
public func frames_allocate(_ order: UInt32) -> UInt { Frames.allocateCovered(order: order) }

@c @implementation
public func frames_free(_ physical: UInt, _ order: UInt32) { Frames.free(physical, order: order) }
