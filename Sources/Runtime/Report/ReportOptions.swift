// How reports are made: the options of the kernel, the limit of reports, and tasks that are muted.
//
// Sources: FreeBSD 14, kmsan(9), debug.kmsan.panic_on_violation and the flag TDP2_SAN_QUIET; Linux
// 6.12, kmsan_disable_current().

import CRuntime

/// The options and what they count. Only the holder of the report lock changes the counts.
enum ReportOptions {
  nonisolated(unsafe) static var current = kmsan_report_options(
    panic_on_violation: 0, reports_max: 0, period_seconds: 0, report_always: 0)

  /// Reports that were kept from being printed.
  nonisolated(unsafe) static var suppressed: UInt64 = 0

  /// The period that counts reports: when it began, in the port's seconds, and their number.
  nonisolated(unsafe) private static var periodStart: UInt64 = 0
  nonisolated(unsafe) private static var periodCount: UInt32 = 0

  /// Whether a place is reported every time.
  static var repeatsPlaces: Bool { unsafe current.report_always != 0 }

  /// Whether the limit leaves room for one more report, which then counts.
  static func allowsReport() -> Bool {
    let limit = unsafe current.reports_max
    guard limit != 0 else { return true }
    let period = unsafe UInt64(current.period_seconds)
    let now = unsafe Port.functions.pointee.seconds()
    if unsafe period != 0 && now &- periodStart >= period {
      unsafe periodStart = now
      unsafe periodCount = 0
    }
    guard unsafe periodCount < limit else {
      unsafe suppressed &+= 1
      return false
    }
    unsafe periodCount &+= 1
    return true
  }
}

@c @implementation
public func kmsan_get_report_options() -> UnsafeMutablePointer<kmsan_report_options>? {
  // A global has one address for the life of the program.
  unsafe withUnsafeMutablePointer(to: &ReportOptions.current) { unsafe $0 }
}

@c @implementation
public func kmsan_suppressed_count() -> UInt64 { unsafe ReportOptions.suppressed }

@c @implementation
public func kmsan_disable_current() {
  // Only the task itself, and interrupts that take their calls back, count.
  unsafe Port.contexts().pointee.muted &+= 1
}

@c @implementation
public func kmsan_enable_current() {
  let contexts = unsafe Port.contexts()
  // As in kmsan_disable_current().
  guard unsafe contexts.pointee.muted == 0 else {
    unsafe contexts.pointee.muted &-= 1
    return
  }
  unsafe Report.invalidCall(frame: kmsan_frame()) { line in
    line.append("kmsan_enable_current: the task was not disabled; it still reports")
  }
}
