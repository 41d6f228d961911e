// Interrupts and exceptions: the handler of each, and what happens to unexpected ones.

import CRuntime
import KernelC

enum Interrupts {
  private struct Handler {
    var function: vector_handler?
    var argument: UnsafeMutableRawPointer?
  }
  private static let count = 256

  nonisolated(unsafe) private static var handlers: UnsafeMutablePointer<Handler>?

  static func start() {
    guard let memory = kernel_memory_allocate(count &* MemoryLayout<Handler>.stride) else {
      panic("out of memory: interrupt table")
    }
    let table = memory.assumingMemoryBound(to: Handler.self)
    for vector in 0..<count { table[vector] = Handler(function: nil, argument: nil) }
    handlers = table
    register(UInt8(VECTOR_PAGE_FAULT), PageFault.handle)
    register(UInt8(VECTOR_DOUBLE_FAULT), DoubleFault.handle)
  }

  static func register(
    _ vector: UInt8, _ function: @escaping vector_handler,
    _ argument: UnsafeMutableRawPointer? = nil
  ) {
    handlers?[Int(vector)] = Handler(function: function, argument: argument)
  }

  /// Another processor panics, and prints what this one did.
  private static func stop(_ frame: UnsafeMutablePointer<trap_frame>) -> Never {
    current_processor().pointee.stopped = UnsafePointer(frame)
    processor_halt()
  }

  /// Whether this interrupted a program, and not the kernel.
  static func isFromProgram(_ frame: UnsafePointer<trap_frame>) -> Bool {
    frame.pointee.cs & 3 != 0
  }

  /// Programs may cause page faults, whose handler decides; a double fault is the kernel's mistake.
  private static func isMistakeOfProgram(_ frame: UnsafePointer<trap_frame>) -> Bool {
    let vector = frame.pointee.vector
    return isFromProgram(frame) && vector < VECTOR_TIMER && vector != VECTOR_NMI
      && vector != VECTOR_PAGE_FAULT && vector != VECTOR_DOUBLE_FAULT
  }

  static func handle(_ frame: UnsafeMutablePointer<trap_frame>) {
    let vector = frame.pointee.vector
    let processor = current_processor()
    processor.pointee.interrupts &+= 1
    Scheduler.endIdling(processor)
    if vector == VECTOR_NMI, kernel_is_panicking() { stop(frame) }
    if vector == VECTOR_TIMER {
      Watchdog.tick(frame)
      Scheduler.wakeSleepers()
      // Before the handler, which may switch threads.
      interrupt_controller_end()
    }
    if processor.pointee.interrupts & 255 == 0 { Watchdog.expectTick(frame) }
    if isMistakeOfProgram(frame) { Processes.fail(frame) }
    if let handlers, let function = handlers[Int(vector)].function {
      function(frame, handlers[Int(vector)].argument)
    } else if vector < VECTOR_TIMER, vector != VECTOR_NMI {
      ("an exception without a handler" as StaticString).panic(frame)
    }
    if vector > VECTOR_TIMER, vector < VECTOR_SOFTWARE { interrupt_controller_end() }
  }
}

extension StaticString {
  /// Ends the kernel with this message and the registers.
  func panic(_ frame: UnsafePointer<trap_frame>) -> Never {
    kernel_panic_frame(
      UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self), frame)
  }
}

@c @implementation
public func interrupt_handle(_ frame: UnsafeMutablePointer<trap_frame>) {
  Interrupts.handle(frame)
}

/// Devices and the timer may switch threads, exceptions may not; nor may what interrupts code that
/// keeps interrupts off.
@c @implementation
public func interrupt_classify(_ frame: UnsafePointer<trap_frame>) -> entry_state {
  let areInterruptsOn = frame.pointee.rflags & 0x200 != 0
  return entry_state(may_switch: frame.pointee.vector >= VECTOR_TIMER && areInterruptsOn)
}

@c @implementation
public func interrupt_leave(_ frame: UnsafePointer<trap_frame>, _ state: entry_state) {
  if state.may_switch, frame.pointee.vector == VECTOR_TIMER { thread_yield() }
}

@c @implementation
public func vector_register(
  _ vector: UInt8, _ handler: @escaping vector_handler, _ argument: UnsafeMutableRawPointer?
) {
  Interrupts.register(vector, handler, argument)
}
