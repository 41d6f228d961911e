// Threads: made, ended, waited for. A thread that was waited for is used again, stack and all.

import CRuntime
import KernelC

enum Threads {
  nonisolated(unsafe) private static var guardian = lock()
  nonisolated(unsafe) private static var unused: UnsafeMutablePointer<thread>?
  nonisolated(unsafe) private static var lastNumber: UInt32 = 0

  static func create(
    _ name: UnsafePointer<CChar>, _ function: (@convention(c) (UnsafeMutableRawPointer?) -> Void)?,
    _ argument: UnsafeMutableRawPointer?
  ) -> UnsafeMutablePointer<thread>? {
    guard let thread = takeUnused() ?? new() else { return nil }
    let flags = lock_acquire(&guardian)
    lastNumber &+= 1
    thread.pointee.number = lastNumber
    lock_release(&guardian, flags)
    thread.pointee.name = name
    thread.pointee.function = function
    thread.pointee.argument = argument
    thread.pointee.processor = PROCESSOR_ANY
    thread.pointee.next = nil
    thread.pointee.page_tables = kernel_page_tables()
    thread.pointee.process = nil
    prepareStack(thread)
    // The contexts of a new thread are clean.
    kmsan_set_bytes(thread_contexts(thread), 0, MemoryLayout<kmsan_context_stack>.size)
    return thread
  }

  private static func new() -> UnsafeMutablePointer<thread>? {
    let bytes = Int(STACK_BYTES)
    guard let memory = kernel_memory_allocate(MemoryLayout<thread>.size),
      let stack = kernel_map_grow(bytes, bytes, bytes)
    else { return nil }
    __msan_memset(memory, 0, UInt64(MemoryLayout<thread>.size))
    let thread = memory.assumingMemoryBound(to: thread.self)
    thread.pointee.stack_end = UInt(bitPattern: stack) &+ STACK_BYTES
    return thread
  }

  /// What context_switch() expects: six registers, and where to go on.
  private static func prepareStack(_ thread: UnsafeMutablePointer<thread>) {
    let end = thread.pointee.stack_end
    kmsan_unpoison_memory(UnsafeRawPointer(bitPattern: end &- STACK_BYTES), Int(STACK_BYTES))
    guard let words = UnsafeMutablePointer<UInt>(bitPattern: end &- 72) else { return }
    for index in 0..<9 { words[index] = 0 }
    words[6] = get_thread_begin()
    thread.pointee.stack_pointer = end &- 72
  }

  private static func takeUnused() -> UnsafeMutablePointer<thread>? {
    let flags = lock_acquire(&guardian)
    defer { lock_release(&guardian, flags) }
    let thread = unused
    if let thread { unused = thread.pointee.next }
    return thread
  }

  /// Waits until the thread has ended.
  static func wait(_ thread: UnsafeMutablePointer<thread>) {
    while atomic_load32(&thread.pointee.state) != UInt32(THREAD_ENDED) { Scheduler.yield() }
  }

  /// A thread that has ended serves again.
  static func giveBack(_ thread: UnsafeMutablePointer<thread>) {
    let flags = lock_acquire(&guardian)
    thread.pointee.next = unused
    unused = thread
    lock_release(&guardian, flags)
  }
}

@c @implementation
public func thread_create(
  _ name: UnsafePointer<CChar>,
  _ function: @escaping @convention(c) (UnsafeMutableRawPointer?) -> Void,
  _ argument: UnsafeMutableRawPointer?
) -> UnsafeMutablePointer<thread>? {
  guard let thread = Threads.create(name, function, argument) else { return nil }
  Scheduler.makeReady(thread)
  return thread
}

@c @implementation
public func thread_create_on(
  _ processor: UInt32, _ name: UnsafePointer<CChar>,
  _ function: @escaping @convention(c) (UnsafeMutableRawPointer?) -> Void,
  _ argument: UnsafeMutableRawPointer?
) -> UnsafeMutablePointer<thread>? {
  guard let thread = Threads.create(name, function, argument) else { return nil }
  thread.pointee.processor = processor
  Scheduler.makeReady(thread)
  return thread
}

@c @implementation
public func thread_join(_ thread: UnsafeMutablePointer<thread>) {
  Threads.wait(thread)
  Threads.giveBack(thread)
}

@c @implementation
public func thread_exit() -> Never {
  interrupts_disable()
  current_thread().pointee.state = UInt32(THREAD_ENDING)
  Scheduler.yield()
  panic("scheduler: a thread that has ended was run")
}

/// The first function of a thread.
@c @implementation
public func thread_main() {
  Scheduler.finishSwitch()
  interrupts_enable()
  let thread = current_thread()
  thread.pointee.function?(thread.pointee.argument)
  thread_exit()
}

@c @implementation
public func processor_idle_thread(_ number: UInt32) -> UnsafeMutablePointer<thread> {
  guard let thread = Threads.create(Names.idle, nil, nil) else {
    panic("out of memory: thread")
  }
  thread.pointee.state = UInt32(THREAD_RUNNING)
  return thread
}

private enum Names {
  static var idle: UnsafePointer<CChar> {
    UnsafeRawPointer(("idle" as StaticString).utf8Start).assumingMemoryBound(to: CChar.self)
  }
}
