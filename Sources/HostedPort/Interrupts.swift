// The software interrupt: a handler of the program at a nesting level of its own, called by the
// program, by a timer or after each instruction.

import CHostedPort
import CRuntime

/// The program's handler and what it gets. Registered before the interrupt is raised, by one thread.
nonisolated(unsafe) private var handler: (@convention(c) (UnsafeMutableRawPointer?) -> Void)?
nonisolated(unsafe) private var argument: UnsafeMutableRawPointer?

@c @implementation
public func interrupt_register(
  _ function: (@convention(c) (UnsafeMutableRawPointer?) -> Void)?,
  _ value: UnsafeMutableRawPointer?
) {
  unsafe handler = unsafe function
  unsafe argument = unsafe value
}

@c @implementation
public func interrupt_raise() {
  guard let handler = unsafe handler else { return }
  kmsan_intr_enter()
  unsafe handler(argument)
  kmsan_intr_leave()
}

@c @implementation
public func interrupt_every(_ microseconds: UInt32) {
  guard hosted_call_every(microseconds, interrupt_raise) else {
    fail("interrupt_every: there is no timer.\n")
  }
}

@c @implementation
public func interrupt_every_instruction(_ isWanted: Int32) {
  guard unsafe hosted_call_every_instruction(isWanted != 0 ? interrupt_raise : nil) else {
    fail("interrupt_every_instruction: there is no trap.\n")
  }
}
