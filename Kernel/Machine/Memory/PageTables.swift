// The page tables: four levels of 512 entries.
//
// Source: Intel, Software Developer's Manual, volume 3, section 4.5.

import KernelC

enum PageTables {
  /// Bits of an entry. Those that the processor sets are set from the start.
  struct Access {
    let bits: UInt64

    private static let used: UInt64 = 0x61  // Present, accessed, written.
    private static let notCode: UInt64 = 1 << 63
    static let code = Access(bits: used)
    static let constants = Access(bits: used | notCode)
    static let data = Access(bits: used | 2 | notCode)
    static let device = Access(bits: used | 2 | 0x18 | notCode)
    static let userCode = Access(bits: used | 4)
    static let userConstants = Access(bits: used | 4 | notCode)
    static let userData = Access(bits: used | 2 | 4 | notCode)
    /// Only while other processors start, who begin at a physical address.
    static let start = Access(bits: used | 2)
  }

  static let present: UInt64 = 1
  private static let large: UInt64 = 0x80
  static let addressBits: UInt64 = 0x000f_ffff_ffff_f000
  /// Every right; the last level decides.
  private static let table: UInt64 = 0x67

  /// The kernel's own top table.
  nonisolated(unsafe) static var root: UInt = 0
  nonisolated(unsafe) private static var guardian = lock()

  static func entries(_ physical: UInt) -> UnsafeMutablePointer<UInt64> {
    direct_map(physical).assumingMemoryBound(to: UInt64.self)
  }

  private static func index(_ address: UInt, _ level: Int) -> Int {
    Int(address >> UInt(12 &+ 9 &* level) & 511)
  }

  /// A zeroed table; nil when there is no memory.
  static func newTable() -> UInt? {
    let physical = Frames.allocate(order: 0)
    guard physical != 0 else { return nil }
    let entries = entries(physical)
    for index in 0..<512 { entries[index] = 0 }
    return physical
  }

  /// Makes every table of the second level that the kernel will need: tables of processes have the
  /// upper half of the top table as it was when they were made.
  static func fillTop() -> Bool {
    for slot in 256..<512 where entries(root)[slot] & present == 0 && Self.isUsed(slot) {
      guard let table = newTable() else { return false }
      entries(root)[slot] = UInt64(table) | Self.table
    }
    return true
  }

  /// Whether the kernel map, with as much memory as the kernel can use, has pages in this slot or
  /// metadata: see layout.h.
  private static func isUsed(_ slot: Int) -> Bool {
    let first = Int(KERNEL_MAP_SLOT)
    func isWithin(_ distance: Int) -> Bool {
      slot >= first &- distance && slot < first &- distance &+ Int(KERNEL_MAP_SLOTS)
    }
    return isWithin(0) || isWithin(Int(SHADOW_SLOTS_BELOW)) || isWithin(Int(ORIGIN_SLOTS_BELOW))
  }

  /// Maps a page, of 2 MB when `isLarge`; false when there is no memory for a table.
  static func map(
    _ address: UInt, to physical: UInt, _ access: Access, isLarge: Bool = false,
    in top: UInt = root
  ) -> Bool {
    let flags = lock_acquire(&guardian)
    defer { lock_release(&guardian, flags) }
    let lastLevel = isLarge ? 1 : 0
    var table = top
    var level = 3
    while level > lastLevel {
      let entry = entries(table) + index(address, level)
      if entry.pointee & present == 0 {
        guard let new = newTable() else { return false }
        entry.pointee = UInt64(new) | Self.table
      }
      guard entry.pointee & large == 0 else {
        panic("page table: the page is part of a large page")
      }
      table = UInt(entry.pointee & addressBits)
      level &-= 1
    }
    let entry = entries(table) + index(address, lastLevel)
    guard entry.pointee & present == 0 else { panic("page table: the address is mapped already") }
    entry.pointee = UInt64(physical) | access.bits | (isLarge ? large : 0)
    return true
  }

  /// The physical address behind an address; nil when nothing is mapped there.
  static func physical(_ address: UInt, in top: UInt = root) -> UInt? {
    let (entry, level) = lastEntry(address, in: top)
    guard entry & present != 0 else { return nil }
    let offsetBits = (UInt(1) << UInt(12 &+ 9 &* level)) &- 1
    return UInt(entry & addressBits) & ~offsetBits | address & offsetBits
  }

  /// Whether an address lies in a large page.
  static func isLarge(_ address: UInt) -> Bool { lastEntry(address, in: root).entry & large != 0 }

  /// The entry that maps an address, and its level; or the first on the way that maps nothing.
  private static func lastEntry(_ address: UInt, in top: UInt) -> (entry: UInt64, level: Int) {
    var table = top
    var level = 3
    while true {
      let entry = entries(table)[index(address, level)]
      if entry & present == 0 || level == 0 || entry & large != 0 { return (entry, level) }
      table = UInt(entry & addressBits)
      level &-= 1
    }
  }

  /// Takes a slot of the top table away.
  static func clearSlot(_ slot: Int) {
    entries(root)[slot] = 0
    set_page_table_root(UInt64(root))
  }
}
