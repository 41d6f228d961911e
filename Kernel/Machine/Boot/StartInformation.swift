// What the virtual machine hands over: the memory it has, the command line.
//
// Source: Xen, xen/include/public/arch-x86/hvm/start_info.h.

import KernelC

struct StartInformation {
  private struct Header {
    let magic: UInt32
    let version: UInt32
    let flags: UInt32
    let modules: UInt32
    let moduleList: UInt64
    let commandLine: UInt64
    let tables: UInt64
    let memoryMap: UInt64
    let memoryMapCount: UInt32
  }
  private struct MemoryRange {
    let start: UInt64
    let size: UInt64
    let type: UInt32
    let reserved: UInt32
  }
  private static let magic: UInt32 = 0x336e_c578
  private static let usable: UInt32 = 1

  private let header: Header

  /// Reads the information at a physical address, below the first gigabyte.
  init(physical: UInt) {
    header = direct_map(physical).load(as: Header.self)
    guard header.magic == Self.magic, header.version >= 1 else {
      panic("no start information of PVH, version 1: this kernel boots with QEMU's -kernel")
    }
  }

  /// The end of the usable memory that begins at or below 1 MB; 0 when there is none.
  var memoryEnd: UInt {
    let ranges = UnsafePointer<MemoryRange>(OpaquePointer(direct_map(UInt(header.memoryMap))))
    for index in 0..<Int(header.memoryMapCount) {
      let range = ranges[index]
      if range.type == Self.usable, range.start <= 1 << 20, range.start &+ range.size > 1 << 20 {
        return UInt(range.start &+ range.size)
      }
    }
    return 0
  }

  var commandLine: UnsafePointer<CChar>? {
    header.commandLine == 0
      ? nil : UnsafePointer(OpaquePointer(direct_map(UInt(header.commandLine))))
  }
}
