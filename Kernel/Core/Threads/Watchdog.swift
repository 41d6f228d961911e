// Ends a kernel that is stuck, with what every processor does: when the self-test has not gone on for a
// time, when another processor takes no interrupts, or when those of devices leave the timer none.

import KernelC

enum Watchdog {
  nonisolated(unsafe) static var limitSeconds: UInt32 = 30
  nonisolated(unsafe) private static var progress: UInt64 = 0

  /// Says that the kernel goes on.
  static func noteProgress() { progress = clock_microseconds() }

  /// Called in other interrupts, now and then: devices come before the timer, and one that interrupts
  /// without end keeps it away.
  static func expectTick(_ frame: UnsafePointer<trap_frame>) {
    let now = clock_microseconds()
    // The first one may come before the timer has begun.
    if current_processor().pointee.last_tick == 0 { current_processor().pointee.last_tick = now }
    let last = current_processor().pointee.last_tick
    if now > last, now &- last > UInt64(limitSeconds) &* 1_000_000 {
      ("the watchdog: interrupts without end" as StaticString).panic(frame)
    }
  }

  /// Called in each interrupt of the timer.
  static func tick(_ frame: UnsafePointer<trap_frame>) {
    let now = clock_microseconds()
    let limit = UInt64(limitSeconds) &* 1_000_000
    current_processor().pointee.last_tick = now
    if progress != 0, now > progress, now &- progress > limit {
      ("the watchdog: nothing went on for a time" as StaticString).panic(frame)
    }
    var processor: UnsafeMutablePointer<processor>? = get_boot_processor()
    while let other = processor {
      let last = other.pointee.last_tick
      if last != 0, now > last, now &- last > limit {
        ("the watchdog: a processor takes no interrupts" as StaticString).panic(frame)
      }
      processor = other.pointee.next
    }
  }
}
