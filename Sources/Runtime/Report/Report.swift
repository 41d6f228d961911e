// Printing reports in the text format of Linux, so that its tools can read them.
//
// What Linux does not print stands before the line about the task: the type of the memory, the name
// of the check, the shadow of the bytes.
//
// Source: Linux 6.12, mm/kmsan/report.c.

import CRuntime

/// The bytes of a memory check that failed.
struct ReportedRange {
  let address: UInt
  let size: UInt
  let firstOffset: UInt
  let lastOffset: UInt
}

/// The bits of a value that was checked.
struct ReportedBits {
  let shadow: UInt
  /// Bits of the value, at most 64.
  let width: UInt
}

/// A use of an uninitialized value.
@safe struct Violation {
  let origin: UInt32
  /// Of a memory check: which bytes.
  var range: ReportedRange?
  /// Of a value: which bits.
  var bits: ReportedBits?
  /// Of a check with a name: a C string that outlives the report.
  var check: UnsafePointer<CChar>?
  /// Of a copy to user space: where to.
  var userAddress: UInt?

  init(
    origin: UInt32, range: ReportedRange? = nil, bits: ReportedBits? = nil,
    check: UnsafePointer<CChar>? = nil, userAddress: UInt? = nil
  ) {
    self.origin = origin
    self.range = range
    self.bits = bits
    unsafe self.check = unsafe check
    self.userAddress = userAddress
  }
}

/// Prints reports.
enum Report {
  /// Reports printed since the start; written by the holder of the report lock.
  nonisolated(unsafe) static var count: UInt64 = 0

  /// Reports a use of an uninitialized value by the caller of the function with this frame; once
  /// per place, unless the options say otherwise. Does nothing when the runtime itself is the user.
  static func use(_ violation: Violation, frame: UnsafeRawPointer?) {
    unsafe once(frame: frame) { trace in
      let creation = Origins.creation(violation.origin)
      writeHeader(kind(violation, creation), trace)
      writeHistory(of: violation.origin)
      writeDetails(violation, creation)
    }
  }

  /// Reports a call of the runtime that makes no sense, by the caller of the function with this
  /// frame, once per place. `explain` says what was wrong and what happened instead.
  static func invalidCall(frame: UnsafeRawPointer?, _ explain: (inout ReportLine) -> Void) {
    unsafe once(frame: frame) { trace in
      writeHeader("invalid-call", trace)
      var line = ReportLine()
      line.append("Invalid call: ")
      explain(&line)
      line.end()
    }
  }

  /// Prints a report if none was printed for this place; `body` writes what stands between the
  /// upper ruler and the task.
  private static func once(frame: UnsafeRawPointer?, _ body: (FullStackTrace) -> Void) {
    // The port's block outlives the task.
    if unsafe Port.contexts().pointee.muted != 0 { return }
    let isPrinted = Context.entering {
      guard unsafe Port.functions.pointee.report_begin() else {
        unsafe lost &+= 1
        return false
      }
      let trace = unsafe FullStackTrace(frame: frame)
      let isKnown = ReportSites.contains(trace.site) && !ReportOptions.repeatsPlaces
      let isNew = !isKnown && ReportOptions.allowsReport()
      if isNew {
        Start.noteMissing()
        ReportSites.insert(trace.site)
        unsafe count &+= 1
        ReportLine.write(ruler)
        body(trace)
        var line = ReportLine()
        line.end()
        line.appendTask()
        line.end()
        ReportLine.write(ruler)
      }
      writeLost()
      unsafe Port.functions.pointee.report_end()
      return isNew
    }
    if isPrinted == true, unsafe ReportOptions.current.panic_on_violation != 0 {
      unsafe Port.functions.pointee.panic()
    }
  }

  /// Uses in interrupts of this task while a report was printed.
  nonisolated(unsafe) private static var lost: UInt64 = 0

  /// Says how many reports there are not: they could not be printed inside another one.
  private static func writeLost() {
    guard unsafe lost != 0 else { return }
    var line = ReportLine()
    line.append("KMSAN: uses while a report was printed, which are not reported: ")
    unsafe line.append(decimal: UInt(lost))
    line.end()
    unsafe lost = 0
  }

  /// The words of the header line; KMSANABI.ReportKind lists them.
  private static func kind(_ violation: Violation, _ creation: OriginRecord?) -> StaticString {
    let isFreed = creation?.kind == .freed
    if violation.userAddress != nil {
      return isFreed ? "kernel-infoleak-after-free" : "kernel-infoleak"
    }
    return isFreed ? "use-after-free" : "uninit-value"
  }

  private static func writeHeader(_ kind: StaticString, _ trace: FullStackTrace) {
    var line = ReportLine()
    line.append("BUG: KMSAN: ")
    line.append(kind)
    line.append(" in ")
    line.append(returnAddress: trace.site)
    line.end()
    for frame in 0..<trace.count { writeFrame(trace.frames[frame]) }
    line.end()
  }

  private static func writeDetails(_ violation: Violation, _ creation: OriginRecord?) {
    let isEmpty =
      unsafe violation.range == nil && violation.bits == nil && violation.check == nil
      && creation?.type == nil
    if isEmpty { return }
    var line = ReportLine()
    line.end()
    if let range = violation.range { write(range) }
    if let bits = violation.bits {
      line.append("Bits ")
      line.append(hexadecimal: bits.shadow)
      line.append(" of ")
      line.append(decimal: bits.width)
      line.append(" are uninitialized")
      line.end()
    }
    if let address = violation.userAddress {
      line.append("Data copied to user address ")
      line.append(hexadecimal: address, prefix: "", digits: 16)
      line.end()
    }
    if let type = creation?.type {
      line.append("Memory type: ")
      line.append(type.name)
      line.end()
    }
    if let check = unsafe violation.check {
      line.append("Check: ")
      // The caller's string; no name is as long as the limit.
      unsafe line.append(cString: check, max: 128)
      line.end()
    }
    if let range = violation.range { writeShadow(range, origin: violation.origin) }
  }

  private static func write(_ range: ReportedRange) {
    var line = ReportLine()
    if range.firstOffset == range.lastOffset {
      line.append("Byte ")
      line.append(decimal: range.firstOffset)
      line.append(" of ")
      line.append(decimal: range.size)
      line.append(" is uninitialized")
    } else {
      line.append("Bytes ")
      line.append(decimal: range.firstOffset)
      line.append("-")
      line.append(decimal: range.lastOffset)
      line.append(" of ")
      line.append(decimal: range.size)
      line.append(" are uninitialized")
    }
    line.end()
    line.append("Memory access of size ")
    line.append(decimal: range.size)
    line.append(" starts at ")
    line.append(hexadecimal: range.address, prefix: "", digits: 16)
    line.end()
  }

  private static let ruler: StaticString =
    "====================================================="
}
