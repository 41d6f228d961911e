// Physical memory in runs of 1 to 512 pages, each at a multiple of its size: the buddy
// system. Free runs of an order form a list through the page array.
//
// Source: D. E. Knuth, The Art of Computer Programming 1, section 2.5.

import KernelC

enum Frames {
  nonisolated(unsafe) private static var array: UnsafeMutablePointer<page>?
  nonisolated(unsafe) private static var first = InlineArray<10, UInt32>(repeating: 0)
  nonisolated(unsafe) private static var guardian = lock()
  nonisolated(unsafe) private static var freePages = 0

  static var freeBytes: Int { freePages &* Int(PAGE_BYTES) }

  /// Takes all memory behind the image. The page array is where the first page tables show it; from
  /// `moveArray` on, where the kernel map does.
  static func start() {
    array = direct_map(PhysicalMemory.pageArray).assumingMemoryBound(to: page.self)
    let zero = page(next: 0, previous: 0, order: 0, is_free: false, slab: nil, pages: 0)
    for index in 0..<PhysicalMemory.pageCount { pages[index] = zero }
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

  /// The physical address of a run; 0 when there is none.
  static func allocate(order: UInt32) -> UInt {
    guard order <= UInt32(FRAME_ORDER_MAX) else { return 0 }
    let flags = lock_acquire(&guardian)
    defer { lock_release(&guardian, flags) }
    var found = Int(order)
    while found <= Int(FRAME_ORDER_MAX), first[found] == 0 { found &+= 1 }
    guard found <= Int(FRAME_ORDER_MAX) else { return 0 }
    let run = first[found]
    remove(run)
    // The upper halves go back.
    while found > Int(order) {
      found &-= 1
      insert(run &+ 1 << UInt32(found), order: UInt8(found))
    }
    freePages &-= 1 << Int(order)
    return UInt(run) &* PAGE_BYTES
  }

  static func free(_ physical: UInt, order: UInt32) {
    let flags = lock_acquire(&guardian)
    defer { lock_release(&guardian, flags) }
    var run = UInt32(physical / PAGE_BYTES)
    var order = order
    freePages &+= 1 << Int(order)
    while order < UInt32(FRAME_ORDER_MAX) {
      let buddy = run ^ 1 << order
      guard Int(buddy) < PhysicalMemory.pageCount, pages[Int(buddy)].is_free,
        pages[Int(buddy)].order == UInt8(order)
      else { break }
      remove(buddy)
      run &= buddy
      order &+= 1
    }
    insert(run, order: UInt8(order))
  }

  private static func insert(_ run: UInt32, order: UInt8) {
    let next = first[Int(order)]
    pages[Int(run)].order = order
    pages[Int(run)].is_free = true
    pages[Int(run)].previous = 0
    pages[Int(run)].next = next
    if next != 0 { pages[Int(next)].previous = run }
    first[Int(order)] = run
  }

  private static func remove(_ run: UInt32) {
    let page = pages[Int(run)]
    if page.previous != 0 {
      pages[Int(page.previous)].next = page.next
    } else {
      first[Int(page.order)] = page.next
    }
    if page.next != 0 { pages[Int(page.next)].previous = page.previous }
    pages[Int(run)].is_free = false
  }
}

@c @implementation
public func frames_allocate(_ order: UInt32) -> UInt { Frames.allocate(order: order) }

@c @implementation
public func frames_free(_ physical: UInt, _ order: UInt32) { Frames.free(physical, order: order) }

@c @implementation
public func frames_free_bytes() -> Int { Frames.freeBytes }
