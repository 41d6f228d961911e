// How memory is divided: a third for the kernel, a third for its shadow, a third for its origins,
// and the array of pages behind them.
//
//   0 ... managed         what the kernel gives away; the direct map shows this and no more
//   ... 2 x managed       shadow: that of the byte at p is at p + managed
//   ... 3 x managed       origins: those of the bytes at p are at p + 2 x managed
//   behind                the page array, which has no metadata
//
// Metadata belongs to a page of physical memory, not to an address: the maps of shadow and origins
// only show it. Two addresses of the same memory cannot disagree.

import CRuntime
import KernelC

enum PhysicalMemory {
  /// Bytes of the kernel's third, a multiple of 2 MB, so that all metadata maps by large pages.
  nonisolated(unsafe) private(set) static var managedBytes: UInt = 0
  nonisolated(unsafe) private static var allBytes: UInt = 0

  /// Memory and its metadata.
  private static var shares: UInt { has_metadata() ? 3 : 1 }

  /// The first page tables show no more.
  private static let bytesMax: UInt = 1 << 30
  /// What the kernel needs beside its image.
  private static let workingBytes: UInt = 12 << 20

  static var pageCount: Int { Int(managedBytes / PAGE_BYTES) }
  static var pageArray: UInt { shares &* managedBytes }
  static var pageArrayBytes: UInt {
    let bytes = UInt(pageCount) &* UInt(MemoryLayout<page>.stride)
    return (bytes &+ PAGE_BYTES &- 1) & ~(PAGE_BYTES &- 1)
  }
  static func shadow(of physical: UInt) -> UInt { physical &+ managedBytes }
  static func origin(of physical: UInt) -> UInt { physical &+ 2 &* managedBytes }

  /// Decides on the division; refuses when the memory is too small.
  static func divide(end: UInt) {
    allBytes = end
    let usable = end < bytesMax ? end : bytesMax
    managedBytes = usable / shares & ~(LARGE_PAGE_BYTES &- 1)
    while managedBytes > 0, pageArray &+ pageArrayBytes > usable {
      managedBytes &-= LARGE_PAGE_BYTES
    }
    let image = get_image_end() &- KERNEL_IMAGE_BASE
    let neededThird = (image &+ workingBytes &+ LARGE_PAGE_BYTES) & ~(LARGE_PAGE_BYTES &- 1)
    if managedBytes < neededThird { refuse(neededThird) }
    kmsan_set_bytes(direct_map(managedBytes), 0, Int((shares &- 1) &* managedBytes))
  }

  private static func refuse(_ neededThird: UInt) -> Never {
    let needed = shares &* neededThird &+ LARGE_PAGE_BYTES
    var text = Text("There is too little memory: ")
    text.append(bytes: allBytes)
    text.append(". Shadow and origins take twice what the kernel has; it needs ")
    text.append(bytes: needed)
    text.append(" in all.")
    text.print()
    power_off(OUTCOME_REFUSED)
  }

  static func printDivision() {
    var text = Text("memory: ")
    text.append(bytes: allBytes)
    text.append("; shadow and origins take ")
    text.append(bytes: (shares &- 1) &* managedBytes)
    text.append(", the page array ")
    text.append(bytes: pageArrayBytes)
    text.append("; the kernel has ")
    text.append(bytes: managedBytes)
    text.append(", ")
    text.append(bytes: UInt(frames_free_bytes()))
    text.append(" of them free")
    text.print()
  }
}
