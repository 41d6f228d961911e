// Names of functions, from the table that the build puts into the image (ReferenceKernel).

import KernelC

enum Symbols {
  struct Function {
    let name: UnsafePointer<CChar>
    let start: UInt
    let size: UInt
  }

  /// An entry of the table: offsets from the image's base and from the names' start.
  private struct Entry {
    let start: UInt32
    let size: UInt32
    let name: UInt32
  }

  /// The function that contains a code address. The table is sorted by addresses.
  static func function(at address: UInt) -> Function? {
    guard address >= KERNEL_IMAGE_BASE, address &- KERNEL_IMAGE_BASE <= UInt32.max else {
      return nil
    }
    let offset = UInt32(truncatingIfNeeded: address &- KERNEL_IMAGE_BASE)
    let entries = UnsafePointer<Entry>(OpaquePointer(symbol_table_entries()))
    var low = 0
    var high = Int(symbol_table_count())
    while low < high {
      let middle = (low &+ high) / 2
      if entries[middle].start <= offset { low = middle &+ 1 } else { high = middle }
    }
    guard low > 0 else { return nil }
    let entry = entries[low &- 1]
    guard offset &- entry.start < entry.size else { return nil }
    return Function(
      name: symbol_table_names() + Int(entry.name), start: KERNEL_IMAGE_BASE &+ UInt(entry.start),
      size: UInt(entry.size))
  }
}
