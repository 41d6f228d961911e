// Starting the runtime: the port is checked, then its depot is taken over. What came too early, twice or
// not at all is printed.

import CRuntime

/// Whether the runtime was started.
enum Start {
  /// Set by the only call of `kmsan_start` that counts, before a second task runs.
  nonisolated(unsafe) private static var isDone = false
  /// How often memory was poisoned before the start.
  nonisolated(unsafe) private static var earlyCount: UInt = 0
  /// Whether a report has said that there was no start.
  nonisolated(unsafe) private static var isMissingNoted = false

  /// Checks the port, called from the function with this frame, and takes the depot.
  static func run(frame: UnsafeRawPointer) {
    if unsafe isDone {
      return unsafe Report.invalidCall(frame: frame) { line in
        line.append("kmsan_start: the runtime was already started; this call does nothing")
      }
    }
    var check = unsafe PortCheck(frame: frame)
    check.run()
    // The port hands its depot over for good.
    unsafe Origins.depot = check.takeDepot()
    check.finish()
    unsafe isDone = true
    guard unsafe earlyCount != 0 else { return }
    var line = ReportLine()
    line.append("KMSAN: memory was poisoned before kmsan_start(), times: ")
    unsafe line.append(decimal: earlyCount)
    line.append("; reports about it have no origin")
    line.end()
  }

  /// Notes that memory gets an unknown origin. Before the start, that is counted; when even the shadow
  /// is not mapped yet, the kernel ends with a message, where a fault without one would follow.
  static func noteUnknownOrigin(of address: UInt) {
    if unsafe isDone { return }
    unsafe earlyCount &+= 1
    guard Port.covers(address, size: 1),
      let isMapped = unsafe Port.functions.pointee.is_mapped,
      // Only the address is looked at.
      unsafe !isMapped(UnsafeRawPointer(Port.shadow(address)))
    else { return }
    var line = ReportLine()
    line.append("KMSAN: memory at ")
    line.append(hexadecimal: address)
    line.append(" is poisoned before kmsan_start(), and its shadow is not mapped")
    line.end()
    unsafe Port.functions.pointee.panic()
  }

  /// Says, before the first report, that the port did not start the runtime.
  static func noteMissing() {
    if unsafe isDone || isMissingNoted { return }
    unsafe isMissingNoted = true
    ReportLine.write(
      "KMSAN: kmsan_start() was not called: the port was not checked, and origins are unknown")
  }

  #if !hasFeature(Embedded)
    /// Undoes the start, for unit tests: a process has one runtime.
    static func undo() {
      unsafe isDone = false
      unsafe earlyCount = 0
      unsafe isMissingNoted = false
    }
  #endif
}

/// See kmsan_runtime.h.
@c @implementation
public func kmsan_start() { unsafe Start.run(frame: kmsan_frame()) }

/// See kmsan_runtime.h.
@c @implementation
public func kmsan_report_count() -> UInt64 { unsafe Report.count }

#if !hasFeature(Embedded)
  /// Lets a unit test start the runtime again.
  public func undoStart() { Start.undo() }
#endif
