// Page tables of processes. Their upper half is the kernel's, whose top table is complete from the
// start (PageTables.fillTop()); below it, tables and pages belong to the process.

import CRuntime
import KernelC

enum UserTables {
  /// A top table without user memory.
  static func create() -> UInt? {
    guard let tables = PageTables.newTable() else { return nil }
    for slot in 256..<512 {
      PageTables.entries(tables)[slot] = PageTables.entries(PageTables.root)[slot]
    }
    return tables
  }

  /// Gives memory to a page: a copy of a page of the kernel, or zeroes. The kernel's copies and the
  /// program fill it behind the compiler's back, so that it counts as initialized.
  static func map(
    _ tables: UInt, _ address: UInt, _ content: UnsafeRawPointer?, _ access: user_access
  ) -> Bool {
    // Nothing is at the end: see system_call.S.
    guard address >= USER_START, address < USER_END &- PAGE_BYTES else { return false }
    let rights: PageTables.Access =
      switch access {
      case USER_CODE: .userCode
      case USER_CONSTANTS: .userConstants
      default: .userData
      }
    let physical = Frames.allocateCovered(order: 0)
    guard physical != 0 else { return false }
    let memory = direct_map(physical)
    if let content {
      kmsan_move_bytes(memory, content, Int(PAGE_BYTES))
    } else {
      kmsan_set_bytes(memory, 0, Int(PAGE_BYTES))
    }
    kmsan_unpoison_memory(memory, Int(PAGE_BYTES))
    guard PageTables.map(address, to: physical, rights, in: tables) else {
      Frames.free(physical, order: 0)
      return false
    }
    return true
  }

  static func free(_ tables: UInt) {
    for slot in 0..<256 { freeEntry(PageTables.entries(tables)[slot], level: 2) }
    Frames.free(tables, order: 0)
  }

  /// Frees what an entry points to, which is a table of this level, or a page below them.
  private static func freeEntry(_ entry: UInt64, level: Int) {
    guard entry & PageTables.present != 0 else { return }
    let physical = UInt(entry & PageTables.addressBits)
    if level >= 0 {
      for index in 0..<512 { freeEntry(PageTables.entries(physical)[index], level: level &- 1) }
    } else {
      kmsan_poison_freed(
        direct_map(physical), Int(PAGE_BYTES), KMSAN_TYPE_KMEM, kmsan_frame())
    }
    Frames.free(physical, order: 0)
  }
}

@c @implementation
public func user_tables_create() -> UInt { UserTables.create() ?? 0 }

@c @implementation
public func user_tables_free(_ tables: UInt) { UserTables.free(tables) }

@c @implementation
public func user_page_map(
  _ tables: UInt, _ address: UInt, _ content: UnsafeRawPointer?, _ access: user_access
) -> Bool { UserTables.map(tables, address, content, access) }

@c @implementation
public func user_physical(_ address: UInt) -> UInt {
  PageTables.physical(address, in: current_thread().pointee.page_tables) ?? 0
}

@c @implementation
public func kernel_page_tables() -> UInt { PageTables.root }
