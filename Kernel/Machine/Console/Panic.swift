// How the kernel ends: with an exit code, after a panic with a message and a stack.

import CRuntime
import KernelC

enum Panic {
  /// The number of the processor that panics, plus 1.
  nonisolated(unsafe) static var processor: UInt32 = 0

  /// Stops the other processors. Does not return on the second processor that panics.
  static func begin() {
    interrupts_disable()
    let me = current_processor()
    let first = atomic_exchange_if_zero32(&processor, me.pointee.number &+ 1)
    if first != 0 {
      // A panic inside of a panic: what there was to say was said.
      if first == me.pointee.number &+ 1 { power_off(OUTCOME_PANIC) }
      processor_halt()
    }
    LocalController.stopOthers()
  }

  /// Prints the message, where it comes from, and the stack from this frame on.
  static func finish(_ message: UnsafePointer<CChar>, frame: UnsafeRawPointer?) -> Never {
    var text = Text("panic: ")
    text.append(cString: message)
    text.print()
    let me = current_processor()
    printTask(of: me)
    printStack(frame)
    var next: UnsafeMutablePointer<processor>? = get_boot_processor()
    while let processor = next {
      if processor != me { printStopped(processor) }
      next = processor.pointee.next
    }
    power_off(OUTCOME_PANIC)
  }

  private static func printTask(of processor: UnsafePointer<processor>) {
    var text = Text("processor ")
    text.append(processor.pointee.number)
    text.append(", thread ")
    text.append(cString: processor.pointee.current.pointee.name)
    text.print()
  }

  /// What another processor did, when it says so in time.
  private static func printStopped(_ processor: UnsafePointer<processor>) {
    var tries = 0
    while processor_stopped(processor) == nil, tries < 100_000 {
      processor_pause()
      tries &+= 1
    }
    printTask(of: processor)
    guard let frame = processor_stopped(processor) else { return }
    printFrame(UInt(frame.pointee.rip) &+ 1)
    printStack(UnsafeRawPointer(bitPattern: UInt(frame.pointee.rbp)))
  }

  private static func printStack(_ frame: UnsafeRawPointer?) {
    var addresses = InlineArray<32, UInt>(repeating: 0)
    withUnsafeMutableBytes(of: &addresses) {
      guard let start = $0.baseAddress?.assumingMemoryBound(to: UInt.self) else { return }
      let count = StackWalk.addresses(from: frame, start, 32)
      for index in 0..<count { printFrame(start[index]) }
    }
  }

  static func printFrame(_ address: UInt) {
    var text = Text(" ")
    if let function = Symbols.function(at: address &- 1) {
      text.append(cString: function.name)
      text.append("+")
      text.append(hexadecimal: address &- function.start)
      text.append("/")
      text.append(hexadecimal: function.size)
    } else {
      text.append(hexadecimal: address, digits: 16)
    }
    text.print()
  }

  fileprivate static func printRegisters(_ frame: UnsafePointer<trap_frame>) {
    let registers = frame.pointee
    var text = Text("vector ")
    text.append(UInt(registers.vector))
    text.append(", error ")
    text.append(hexadecimal: UInt(registers.error))
    text.append(", stack ")
    text.append(hexadecimal: UInt(registers.rsp))
    text.append(", flags ")
    text.append(hexadecimal: UInt(registers.rflags))
    text.append(", address ")
    text.append(hexadecimal: fault_address())
    text.print()
    printFrame(UInt(registers.rip) &+ 1)
  }
}

@c @implementation
public func kernel_is_panicking() -> Bool { atomic_load32(&Panic.processor) != 0 }

@c @implementation
public func kernel_panic(_ message: UnsafePointer<CChar>) -> Never {
  Panic.begin()
  Panic.finish(message, frame: kmsan_frame())
}

@c @implementation
public func kernel_panic_frame(
  _ message: UnsafePointer<CChar>, _ frame: UnsafePointer<trap_frame>
) -> Never {
  Panic.begin()
  Panic.printRegisters(frame)
  Panic.finish(message, frame: UnsafeRawPointer(bitPattern: UInt(frame.pointee.rbp)))
}

@c @implementation
public func power_off(_ outcome: outcome) -> Never {
  // QEMU's isa-debug-exit.
  port_write32(0xf4, outcome.rawValue)
  processor_halt()
}
