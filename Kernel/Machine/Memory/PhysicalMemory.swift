// How memory is divided. Linear metadata:
//
//   0 ... managed         what the kernel gives away; the direct map shows this and no more
//   ... 2 x managed       shadow: that of the byte at p is at p + managed
//   ... 3 x managed       origins: those of the bytes at p are at p + 2 x managed
//   behind                the page array
//
// On demand, the kernel gives away all but the page array, metadata too.

import CRuntime
import KernelC

enum PhysicalMemory {
  /// Bytes that the kernel gives away, a multiple of 2 MB.
  nonisolated(unsafe) private(set) static var managedBytes: UInt = 0
  nonisolated(unsafe) private static var allBytes: UInt = 0
  /// Bytes of memory and metadata for a byte that is given away.
  nonisolated(unsafe) private static var shares: UInt = 3

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

  /// Decides on the division; refuses when the memory is too small.
  static func divide(end: UInt, isLinear: Bool) {
    allBytes = end
    shares = isLinear ? 3 : 1
    let usable = end < bytesMax ? end : bytesMax
    managedBytes = usable / shares & ~(LARGE_PAGE_BYTES &- 1)
    while managedBytes > 0, pageArray &+ pageArrayBytes > usable {
      managedBytes &-= LARGE_PAGE_BYTES
    }
    let image = get_image_end() &- KERNEL_IMAGE_BASE
    let neededThird = (image &+ workingBytes &+ LARGE_PAGE_BYTES) & ~(LARGE_PAGE_BYTES &- 1)
    if shares &* managedBytes < 3 &* neededThird { refuse(neededThird) }
    if isLinear { kmsan_set_bytes(direct_map(managedBytes), 0, Int(2 &* managedBytes)) }
  }

  private static func refuse(_ neededThird: UInt) -> Never {
    let needed = 3 &* neededThird &+ LARGE_PAGE_BYTES
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
    if allBytes > bytesMax {
      text.append(", of which the first ")
      text.append(bytes: bytesMax)
      text.append(" are used")
    }
    if Metadata.isOnDemand {
      text.append("; shadow and origins on demand")
    } else {
      text.append("; shadow and origins take ")
      text.append(bytes: 2 &* managedBytes)
    }
    text.append(", the page array ")
    text.append(bytes: pageArrayBytes)
    text.append("; the kernel has ")
    text.append(bytes: managedBytes)
    text.append(", ")
    text.append(bytes: UInt(Frames.freeBytes))
    text.append(" of them free")
    text.print()
    printMaps()
  }

  /// Where the maps are; they have fixed places, and nothing gives way to them.
  private static func printMaps() {
    var text = Text("maps: kernel ")
    text.append(hexadecimal: KERNEL_MEMORY_START)
    text.append(", direct ")
    text.append(hexadecimal: DIRECT_MAP_START)
    text.append("; shadow lies ")
    text.append(SHADOW_DISTANCE >> 40)
    text.append(" TB below, origins ")
    text.append(ORIGIN_DISTANCE >> 40)
    text.append(" TB")
    text.print()
  }

  /// Prints what is in use, and the metadata that there is.
  static func printUse() {
    let free = UInt(Frames.freeBytes)
    var text = Text("memory in use: ")
    text.append((managedBytes &- free &- Metadata.takenBytes) >> 10)
    text.append(" kB; shadow and origins: ")
    text.append(Metadata.bytes >> 10)
    text.append(Metadata.isOnDemand ? " kB, on demand; free: " : " kB, linear; free: ")
    text.append(free >> 10)
    text.append(" kB")
    text.print()
  }
}

@c @implementation
public func memory_print() { PhysicalMemory.printUse() }
