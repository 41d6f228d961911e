// The software interrupt: a handler that code calls by an instruction, that the timer calls so many
// microseconds apart, or the trap flag after every instruction of a thread.

import CRuntime
import KernelC

enum SoftwareInterrupt {
  typealias Handler = @convention(c) (UnsafeMutableRawPointer?) -> Void

  nonisolated(unsafe) private static var function: Handler?
  nonisolated(unsafe) private static var argument: UnsafeMutableRawPointer?
  /// Whether the timer calls the handler.
  nonisolated(unsafe) private static var isPeriodic = false

  static func start() {
    Interrupts.register(UInt8(VECTOR_SOFTWARE)) { _, _ in SoftwareInterrupt.call() }
    Interrupts.register(UInt8(VECTOR_TIMER)) { _, _ in SoftwareInterrupt.tick() }
    // Where interrupts are off, the handler does not come by itself.
    Interrupts.register(UInt8(VECTOR_DEBUG)) { frame, _ in
      if frame.pointee.rflags & 0x200 != 0 { SoftwareInterrupt.call() }
    }
  }

  private static func call() { function?(argument) }

  private static func tick() {
    if isPeriodic { call() }
  }

  static func register(_ function: Handler?, _ argument: UnsafeMutableRawPointer?) {
    let flags = interrupts_save()
    self.function = function
    self.argument = argument
    interrupts_restore(flags)
  }

  static func setPeriod(_ microseconds: UInt32) {
    isPeriodic = microseconds != 0
    timer_set_period(microseconds)
  }
}

@c @implementation
public func interrupt_register(
  _ handler: (@convention(c) (UnsafeMutableRawPointer?) -> Void)?,
  _ argument: UnsafeMutableRawPointer?
) { SoftwareInterrupt.register(handler, argument) }

@c @implementation
public func interrupt_raise() { software_interrupt() }

@c @implementation
public func interrupt_every(_ microseconds: UInt32) { SoftwareInterrupt.setPeriod(microseconds) }

@c @implementation
public func interrupt_every_instruction(_ isWanted: Int32) {
  if isWanted != 0 { trap_flag_set() } else { trap_flag_clear() }
}
