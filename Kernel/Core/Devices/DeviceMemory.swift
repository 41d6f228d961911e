// Memory that devices reach: the kernel's as they see it, and what drivers share with them.

import CRuntime
import KernelC

/// Memory that drivers share with devices. It is initialized from the start, and stays so whatever
/// a device writes there.
enum DeviceMemory {
  nonisolated(unsafe) private(set) static var zeroes = UnsafeMutableRawPointer(direct_map(0))
  nonisolated(unsafe) private(set) static var unread = UnsafeMutableRawPointer(direct_map(0))

  static func start() {
    zeroes = newPage()
    unread = newPage()
  }

  /// A zeroed page, which is never given back.
  static func newPage() -> UnsafeMutableRawPointer {
    let physical = frames_allocate(0)
    guard physical != 0 else { panic("out of memory: device") }
    let page = direct_map(physical)
    __msan_memset(page, 0, UInt64(PAGE_BYTES))
    return page
  }

  /// Calls `body` with the address and the size of each run of physical memory behind memory of the
  /// kernel. False when a page is not there, or `body` says so.
  @inline(__always)
  static func forEachRun(
    _ memory: UnsafeRawPointer?, _ size: Int, _ body: (UInt, UInt) -> Bool
  ) -> Bool {
    var address = UInt(bitPattern: memory)
    let end = address &+ UInt(bitPattern: size)
    while address < end {
      let physical = kernel_physical(address)
      guard physical != 0 else { return false }
      var next = pageEnd(address)
      while next < end, kernel_physical(next) == physical &+ next &- address {
        next = pageEnd(next)
      }
      guard body(physical, (next < end ? next : end) &- address) else { return false }
      address = next
    }
    return true
  }

  private static func pageEnd(_ address: UInt) -> UInt { (address | (PAGE_BYTES &- 1)) &+ 1 }
}
