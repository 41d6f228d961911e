// Whole pages, for kernel-style programs in a process: blocks of 2 to the power of `order` pages.
//
// Pages come from one range of addresses and never go back to the system, so that a use after they
// were freed is reported and not a fault. A freed block waits for the next allocation of its order.

import CHostedPort
import CRuntime

/// The range and what it is divided into. Callers hold the port's lock.
private enum PageRange {
  /// Inside what kmsan_machine_hosted.h covers, below where Linux puts libraries and stacks.
  static let start: UInt = 0x7100_0000_0000
  static let pageCount: UInt32 = 1 << 15
  static let pageSize = 4096
  static let orderMax: UInt32 = 10

  /// For the first page of an allocated block: its order, with this bit. For that of a freed block:
  /// the number of the next one of its order, counted from 1; 0 for the last.
  static let allocated: UInt32 = 1 << 31
  nonisolated(unsafe) private static var table: UnsafeMutablePointer<UInt32>?
  /// The first freed block of each order, counted from 1.
  nonisolated(unsafe) private static var freed = InlineArray<11, UInt32>(repeating: 0)
  /// Pages that were given away at least once.
  nonisolated(unsafe) private static var usedCount: UInt32 = 0

  /// Reserves the range at the first call; nil when that is impossible.
  private static func reserve() -> UnsafeMutablePointer<UInt32>? {
    if let table = unsafe table { return unsafe table }
    guard hosted_reserve_at(start, Int(pageCount) * pageSize),
      let memory = unsafe hosted_reserve(Int(pageCount) * MemoryLayout<UInt32>.stride)
    else { return nil }
    unsafe table = unsafe memory.assumingMemoryBound(to: UInt32.self)
    return unsafe table
  }

  /// The first page of a new block.
  static func take(_ order: UInt32) -> UInt32? {
    guard order <= orderMax, let table = unsafe reserve() else { return nil }
    var page = unsafe freed[Int(order)]
    if page != 0 {
      page -= 1
      // A number in the list is one of a page.
      unsafe freed[Int(order)] = unsafe table[Int(page)]
    } else {
      // Blocks are aligned to their size, as the largest one starts at a multiple of it.
      let size: UInt32 = 1 << order
      page = unsafe (usedCount + size - 1) & ~(size - 1)
      guard page + size <= pageCount else { return nil }
      unsafe usedCount = page + size
    }
    unsafe table[Int(page)] = allocated | order
    return page
  }

  /// Takes a block back; false when it is none.
  static func give(_ page: UInt32, _ order: UInt32) -> Bool {
    guard let table = unsafe table, page < pageCount,
      unsafe table[Int(page)] == allocated | order
    else { return false }
    unsafe table[Int(page)] = unsafe freed[Int(order)]
    unsafe freed[Int(order)] = page + 1
    return true
  }
}

@c @implementation
public func __get_free_pages(_ flags: UInt32, _ order: UInt32) -> UInt {
  if hosted_allocation_fails() { return 0 }
  hosted_lock()
  let page = PageRange.take(order)
  hosted_unlock()
  guard let page else { return 0 }
  let address = PageRange.start + UInt(page) * UInt(PageRange.pageSize)
  let size = PageRange.pageSize << Int(order)
  // The block belongs to the caller now.
  let memory = unsafe UnsafeMutableRawPointer(bitPattern: address)
  if flags & 2 != 0 {
    unsafe kmsan_set_bytes(memory, 0, size)
    unsafe kmsan_unpoison_memory(memory, size)
  } else {
    unsafe kmsan_poison_allocated(memory, size, KMSAN_TYPE_KMEM, kmsan_frame())
    MapOnDemand.notePoisoned(size)
  }
  return address
}

@c @implementation
public func free_pages(_ address: UInt, _ order: UInt32) {
  if address == 0 { return }
  let offset = address &- PageRange.start
  let page = offset / UInt(PageRange.pageSize)
  let isPage = offset % UInt(PageRange.pageSize) == 0 && page < UInt(PageRange.pageCount)
  guard isPage, order <= PageRange.orderMax else { failToFree() }
  // Poisoned as long as it is the caller's: the next owner may be another thread.
  unsafe kmsan_poison_freed(
    UnsafeRawPointer(bitPattern: address), PageRange.pageSize << Int(order), KMSAN_TYPE_KMEM,
    kmsan_frame())
  hosted_lock()
  let wasAllocated = PageRange.give(UInt32(page), order)
  hosted_unlock()
  if !wasAllocated { failToFree() }
}

private func failToFree() -> Never {
  fail("free_pages: not the start of a block of this order, or freed twice.\n")
}
