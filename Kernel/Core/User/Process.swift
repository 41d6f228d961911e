// Processes: a thread with page tables of its own, and a program of the image.
//
// A page of a program gets memory when it is used first. A process has one thread, which alone maps
// its pages.

import CRuntime
import KernelC

/// struct process of user.h.
struct Process {
  let name: UnsafePointer<CChar>
  let tables: UInt
  let program: UInt
  let argument: UInt64
  var label: UInt32 = 0
  var code: Int64 = 0
  var thread: UnsafeMutablePointer<thread>?
}

enum Processes {
  /// That of the current thread; nil for a thread of the kernel.
  static var current: UnsafeMutablePointer<Process>? {
    current_thread().pointee.process.map { UnsafeMutablePointer($0) }
  }

  static func start(
    _ name: UnsafePointer<CChar>, program: UInt, argument: UInt64
  ) -> UnsafeMutablePointer<Process>? {
    let tables = user_tables_create()
    guard tables != 0 else { return nil }
    let memory = kmalloc(MemoryLayout<Process>.size, 0)
    guard let process = memory?.assumingMemoryBound(to: Process.self),
      let thread = Threads.create(name, run, nil)
    else {
      kfree(memory)
      user_tables_free(tables)
      return nil
    }
    process.initialize(
      to: Process(name: name, tables: tables, program: program, argument: argument, thread: thread))
    thread.pointee.page_tables = tables
    thread.pointee.process = OpaquePointer(process)
    Scheduler.makeReady(thread)
    return process
  }

  /// The first function of its thread.
  private static let run: @convention(c) (UnsafeMutableRawPointer?) -> Void = { _ in
    guard let process = current else { return }
    user_begin(
      get_program_begin(), UInt(USER_STACK_END), UInt64(process.pointee.program),
      process.pointee.argument)
  }

  static func wait(_ process: UnsafeMutablePointer<Process>) -> Int64 {
    if let thread = process.pointee.thread { thread_join(thread) }
    let code = process.pointee.code
    user_tables_free(process.pointee.tables)
    kfree(process)
    return code
  }

  /// Ends the current thread and leaves its tables, which whoever waits frees.
  static func exit(_ code: Int64) -> Never {
    current?.pointee.code = code
    let thread = current_thread()
    thread.pointee.process = nil
    thread.pointee.page_tables = kernel_page_tables()
    set_page_table_root(UInt64(kernel_page_tables()))
    thread_exit()
  }

  // MARK: - Faults

  /// Gives memory to a page of the current process; false when the address is not one of its
  /// memory, or is not for this use.
  static func serveFault(at address: UInt, error: UInt64) -> Bool {
    let isPresent = error & 1 != 0
    guard let process = current, !isPresent, let access = access(to: address) else { return false }
    let page = address & ~(PAGE_BYTES &- 1)
    let isImage = page < get_user_image_end()
    let content = isImage ? user_image_content() &+ page &- UInt(USER_IMAGE_START) : 0
    return user_page_map(
      process.pointee.tables, page, UnsafeRawPointer(bitPattern: content), access)
  }

  /// What a page of a process is for; nil when there is none.
  private static func access(to address: UInt) -> user_access? {
    if address >= UInt(USER_IMAGE_START), address < get_user_image_end() {
      return address < get_user_data_start() ? USER_CODE : USER_DATA
    }
    let isHeap = address >= UInt(USER_HEAP_START) && address < UInt(USER_HEAP_END)
    let isStack = address >= UInt(USER_STACK_START) && address < UInt(USER_STACK_END)
    return isHeap || isStack ? USER_DATA : nil
  }

  /// Ends the current program for an exception that it made.
  static func fail(_ frame: UnsafePointer<trap_frame>) -> Never {
    var text = Text("program ")
    if let process = current { text.append(cString: process.pointee.name) }
    text.append(" ends: ")
    switch Int(truncatingIfNeeded: frame.pointee.vector) {
    case VECTOR_DIVISION: text.append("a division by zero")
    case VECTOR_INSTRUCTION: text.append("an instruction that does not exist")
    case VECTOR_PROTECTION: text.append("an instruction or address that programs may not use")
    case VECTOR_PAGE_FAULT:
      let isPresent = frame.pointee.error & 1 != 0
      text.append(isPresent ? "memory that is not for this use, at " : "no memory at ")
      text.append(hexadecimal: fault_address())
    default:
      text.append("exception ")
      text.append(UInt(frame.pointee.vector))
    }
    text.print()
    exit(Int64.min)
  }
}

@c @implementation
public func process_start(
  _ name: UnsafePointer<CChar>, _ program: @escaping user_program, _ argument: UInt64
) -> OpaquePointer? {
  Processes.start(name, program: unsafeBitCast(program, to: UInt.self), argument: argument)
    .map { OpaquePointer($0) }
}

@c @implementation
public func process_wait(_ process: OpaquePointer) -> Int64 {
  Processes.wait(UnsafeMutablePointer(process))
}

@c @implementation
public func process_exit(_ code: Int64) -> Never { Processes.exit(code) }
