// The console: the first serial port, polled. Safe in every context.
//
// Source: National Semiconductor, PC16550D, chapter 8.

import KernelC

enum Serial {
  private static let port: UInt16 = 0x3f8
  private static let isEmpty: UInt8 = 0x20

  /// The number of the processor that writes, plus 1; 0 when none does.
  nonisolated(unsafe) private static var writer: UInt32 = 0

  static func start() {
    port_write8(port + 1, 0)  // No interrupts.
    port_write8(port + 3, 0x80)
    port_write8(port, 1)  // 115200 baud.
    port_write8(port + 1, 0)
    port_write8(port + 3, 3)  // 8 bits, no parity, one stop bit.
    port_write8(port + 2, 7)
  }

  /// Writes text as a whole. One processor at a time; an interrupt that is not maskable, and a
  /// panic, may write in between.
  static func write(_ text: UnsafePointer<CChar>, _ size: Int) {
    let flags = interrupts_save()
    let isOwner = lock()
    for index in 0..<size {
      if text[index] == CChar(10) { put(13) }
      put(UInt8(bitPattern: text[index]))
    }
    if isOwner { atomic_store32(&writer, 0) }
    interrupts_restore(flags)
  }

  /// Whether this call took the lock: not when this processor had it before, or a processor panics.
  private static func lock() -> Bool {
    let me = current_processor().pointee.number &+ 1
    while true {
      let holder = atomic_exchange_if_zero32(&writer, me)
      if holder == 0 { return true }
      if holder == me || kernel_is_panicking() { return false }
      processor_pause()
    }
  }

  private static func put(_ byte: UInt8) {
    while port_read8(port + 5) & isEmpty == 0 {}
    port_write8(port, byte)
  }
}

@c @implementation
public func console_write(_ text: UnsafePointer<CChar>, _ size: Int) { Serial.write(text, size) }
