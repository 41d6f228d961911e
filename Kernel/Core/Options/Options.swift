// The boot options, as the kernel uses them. Machine/Boot has refused what cannot be meant.

import CRuntime
import KernelC

enum Options {
  /// What was given.
  nonisolated(unsafe) private(set) static var given = BootOptions()

  /// Reads the command line, and sets what options decide from the start.
  static func start() {
    guard given.read(boot_command_line(), hasMetadata: has_metadata()) == nil else {
      panic("boot option refused after the boot began")
    }
    if let seconds = given[.watchdog]?.number { Watchdog.limitSeconds = seconds }
    let report = kmsan_get_report_options()
    if let number = given[.panicOnViolation]?.number {
      report?.pointee.panic_on_violation = number
    }
    if let number = given[.reportsMax]?.number { report?.pointee.reports_max = number }
    if let number = given[.periodSeconds]?.number { report?.pointee.period_seconds = number }
    if let number = given[.reportAlways]?.number { report?.pointee.report_always = number }
  }
}
