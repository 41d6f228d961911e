// Time: the processor's time stamps, and the interrupt that comes a hundred times in a second. Both
// are measured by the timer of the first PC.
//
// Source: Intel, 8254 Programmable Interval Timer.

import KernelC

enum Clock {
  static let interruptsPerSecond: UInt32 = 100
  private static let pcTicksPerSecond: UInt32 = 1_193_182
  private static let readsMax = 1_000_000

  nonisolated(unsafe) private static var first: UInt64 = 0
  nonisolated(unsafe) private static var stampsPerMicrosecond: UInt64 = 1
  nonisolated(unsafe) private static var timerTicks: UInt32 = 0

  static var microseconds: UInt64 { (time_stamp() &- first) / stampsPerMicrosecond }

  static func start() {
    port_write8(0x43, 0x34)  // Counter 0, both bytes, again and again.
    port_write8(0x40, 0)
    port_write8(0x40, 0)
    LocalController.measureTimer()
    first = time_stamp()
    let start = pcTimer()
    let wanted = UInt16(pcTicksPerSecond / 100)
    var reads = 0
    while start &- pcTimer() < wanted {
      reads &+= 1
      if reads == readsMax { panic("the timer of the PC does not run (-machine microvm,pit=on)") }
    }
    let stamps = (time_stamp() &- first) / 10_000
    stampsPerMicrosecond = stamps == 0 ? 1 : stamps
    timerTicks = LocalController.timerTicks / (interruptsPerSecond / 100)
  }

  private static func pcTimer() -> UInt16 {
    port_write8(0x43, 0)
    let low = port_read8(0x40)
    return UInt16(low) | UInt16(port_read8(0x40)) << 8
  }

  static func startInterrupts() { LocalController.startTimer(timerTicks) }

  /// Changes how far apart the interrupts of this processor are; 0 for the usual time.
  static func setPeriod(microseconds: UInt32) {
    let usual = 1_000_000 / interruptsPerSecond
    let ticks = UInt64(timerTicks) &* UInt64(microseconds == 0 ? usual : microseconds)
    let wanted = UInt32(truncatingIfNeeded: ticks / UInt64(usual))
    LocalController.startTimer(wanted == 0 ? 1 : wanted)
  }

  static func wait(microseconds count: UInt64) {
    let start = microseconds
    while microseconds &- start < count { processor_pause() }
  }
}

@c @implementation
public func clock_microseconds() -> UInt64 { Clock.microseconds }

@c @implementation
public func timer_start() { Clock.startInterrupts() }

@c @implementation
public func timer_set_period(_ microseconds: UInt32) {
  Clock.setPeriod(microseconds: microseconds)
}
