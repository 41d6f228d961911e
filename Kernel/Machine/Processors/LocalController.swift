// The local interrupt controller of each processor: its timer, interrupts between processors.
//
// Source: Intel, Software Developer's Manual, volume 3, chapter 10.

import KernelC

enum LocalController {
  private enum Register: UInt {
    case identity = 0x20
    case taskPriority = 0x80
    case end = 0xb0
    case spurious = 0xf0
    case commandLow = 0x300
    case commandHigh = 0x310
    case timer = 0x320
    case local0 = 0x350
    case local1 = 0x360
    case timerStart = 0x380
    case timerNow = 0x390
    case timerDivisor = 0x3e0
  }
  private static let physical: UInt = 0xfee0_0000
  private static let masked: UInt32 = 1 << 16
  private static let periodic: UInt32 = 1 << 17
  private static let isPending: UInt32 = 1 << 12
  private static let nmi: UInt32 = 4 << 8
  private static let initialize: UInt32 = 5 << 8 | 1 << 14
  private static let startUp: UInt32 = 6 << 8 | 1 << 14
  private static let allOthers: UInt32 = 3 << 18

  nonisolated(unsafe) private static var registers: UInt = 0

  private static func write(_ register: Register, _ value: UInt32) {
    register_write32(registers &+ register.rawValue, value)
  }
  private static func read(_ register: Register) -> UInt32 {
    register_read32(registers &+ register.rawValue)
  }

  static func start() {
    registers = device_map(physical, Int(PAGE_BYTES))
    // The controllers of the first PC stay silent.
    port_write8(0x21, 0xff)
    port_write8(0xa1, 0xff)
    startProcessor()
  }

  /// For the processor that calls.
  static func startProcessor() {
    write(.taskPriority, 0)
    write(.timer, masked)
    write(.local0, masked)
    write(.local1, nmi)
    write(.spurious, 0x100 | UInt32(VECTOR_SPURIOUS))
    current_processor().pointee.controller = read(.identity) >> 24
  }

  static func end() { write(.end, 0) }

  /// Lets the timer run, without interrupts, from the greatest number down.
  static func measureTimer() {
    write(.timerDivisor, 3)  // By 16.
    write(.timerStart, UInt32.max)
  }
  static var timerTicks: UInt32 { UInt32.max &- read(.timerNow) }

  /// From now on the timer interrupts each time when so many ticks are over.
  static func startTimer(_ ticks: UInt32) {
    write(.timerDivisor, 3)
    write(.timer, periodic | UInt32(VECTOR_TIMER))
    write(.timerStart, ticks)
  }

  /// The timer interrupts once, after so many ticks without a divisor.
  static func startTimerOnce(_ ticks: UInt32, _ vector: UInt8) {
    write(.timerDivisor, 11)
    write(.timer, vector == UInt8(VECTOR_NMI) ? nmi : UInt32(vector))
    write(.timerStart, ticks)
  }

  private static func send(_ command: UInt32, to controller: UInt32) {
    let flags = interrupts_save()
    while read(.commandLow) & isPending != 0 { processor_pause() }
    write(.commandHigh, controller << 24)
    write(.commandLow, command)
    interrupts_restore(flags)
  }
  static func interrupt(_ controller: UInt32, _ vector: UInt8) {
    send(UInt32(vector) | 1 << 14, to: controller)
  }
  static func sendNMI(_ controller: UInt32) { send(nmi | 1 << 14, to: controller) }
  static func sendInitialize(_ controller: UInt32) { send(initialize, to: controller) }
  static func sendStartUp(_ controller: UInt32, page: UInt32) {
    send(startUp | page, to: controller)
  }

  /// Stops all other processors, for a panic: they see that by kernel_is_panicking().
  static func stopOthers() {
    if registers != 0 { send(nmi | 1 << 14 | allOthers, to: 0) }
  }
}

@c @implementation
public func interrupt_controller_end() { LocalController.end() }

@c @implementation
public func timer_once(_ ticks: UInt32, _ vector: UInt8) {
  LocalController.startTimerOnce(ticks, vector)
}

@c @implementation
public func processor_interrupt(_ target: UnsafePointer<processor>, _ vector: UInt8) {
  LocalController.interrupt(target.pointee.controller, vector)
}

@c @implementation
public func processor_send_nmi(_ target: UnsafePointer<processor>) {
  LocalController.sendNMI(target.pointee.controller)
}
