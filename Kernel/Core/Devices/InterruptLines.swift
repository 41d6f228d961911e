// Interrupts of devices: the controller that sends each line's interrupts to a processor.
//
// Source: Intel, 82093AA I/O Advanced Programmable Interrupt Controller, section 3.2.

import KernelC

enum InterruptLines {
  private static let physical: UInt = 0xfec0_0000
  private static let window: UInt = 0x10
  private static let entries: UInt32 = 0x10
  private static let levelTriggered: UInt32 = 1 << 15
  static let linesMax: UInt32 = 24

  nonisolated(unsafe) private static var registers: UInt = 0

  static func start() { registers = device_map(physical, Int(PAGE_BYTES)) }

  /// The vector of a line.
  static func vector(_ line: UInt32) -> UInt8 { UInt8(UInt32(VECTOR_DEVICES) &+ line) }

  /// From now on the line interrupts the processor.
  static func open(_ line: UInt32, to processor: UnsafePointer<processor>) {
    write(entries &+ 2 &* line &+ 1, processor.pointee.controller << 24)
    write(entries &+ 2 &* line, UInt32(vector(line)) | levelTriggered)
  }

  private static func write(_ number: UInt32, _ value: UInt32) {
    register_write32(registers, number)
    register_write32(registers &+ window, value)
  }
}
