// Printing reports in the text format of Linux, so that its tools can read them.
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

/// Prints reports.
enum Report {
  /// Reports printed since the start; written by the holder of the report lock.
  nonisolated(unsafe) static var count: UInt64 = 0

  /// Reports a use of an uninitialized value by the caller of the function with this frame, once
  /// per place. Does nothing when the runtime itself is the user.
  static func use(origin: UInt32, frame: UnsafeRawPointer?, range: ReportedRange? = nil) {
    _ = Context.entering {
      guard kmsan_port_report_begin() else { return }
      let trace = unsafe StackTrace(frame: frame)
      if ReportSites.insert(trace.site) {
        unsafe count &+= 1
        write(origin: origin, trace, range)
      }
      kmsan_port_report_end()
    }
  }

  private static func write(origin: UInt32, _ trace: StackTrace, _ range: ReportedRange?) {
    ReportLine.write(ruler)
    var line = ReportLine()
    line.append("BUG: KMSAN: ")
    line.append(Origins.isFreed(origin) ? "use-after-free" : "uninit-value")
    line.append(" in ")
    line.append(returnAddress: trace.site)
    line.end()
    for frame in 0..<trace.count { writeFrame(trace.frames[frame]) }
    line.end()
    writeOrigin(origin)
    if let range { write(range) }
    line.end()
    line.appendTask()
    line.end()
    ReportLine.write(ruler)
  }

  private static func write(_ range: ReportedRange) {
    var line = ReportLine()
    line.end()
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

  /// The history of a value, youngest first.
  private static func writeOrigin(_ origin: UInt32) {
    guard let depot = unsafe Origins.depot else { return writeUnknown() }
    var current = origin
    // The bound holds even for a number that is no origin.
    for _ in 0...Origins.depthMax {
      guard let record = depot.record(current) else { return writeUnknown() }
      switch record.kind {
      case .stored:
        if record.depth == Origins.depthMax {
          ReportLine.write("<Zero or more stacks not recorded to save memory>")
          ReportLine.write("")
        }
        ReportLine.write("Uninit was stored to memory at:")
        writeFrames(depot, current)
        ReportLine.write("")
        current = record.previous
      case .local:
        writeLocal(record.description)
        return writeFrames(depot, current)
      case .created, .freed:
        ReportLine.write("Uninit was created at:")
        return writeFrames(depot, current)
      }
    }
  }

  private static func writeUnknown() {
    ReportLine.write("Uninit was created at:")
    ReportLine.write("(stack is not available)")
  }

  /// Names a local variable. Compilers before clang 21 wrote `----name@function`.
  private static func writeLocal(_ description: UInt) {
    var line = ReportLine()
    line.append("Local variable ")
    // The compiler's string is a constant of the program; a record made by hand may have none.
    if let name = unsafe UnsafePointer<CChar>(bitPattern: description) {
      var start = 0
      while start < 4, unsafe name[start] == CChar(UInt8(ascii: "-")) { start &+= 1 }
      var length = start
      while length < 128, unsafe name[length] != 0,
        unsafe name[length] != CChar(UInt8(ascii: "@"))
      {
        length &+= 1
      }
      unsafe line.append(cString: name + start, max: length - start)
    } else {
      line.append("(unnamed)")
    }
    line.append(" created at:")
    line.end()
  }

  private static func writeFrames(_ depot: OriginDepot, _ origin: UInt32) {
    let count = depot.frameCount(origin)
    if count == 0 { ReportLine.write("(stack is not available)") }
    for index in 0..<count { writeFrame(depot.frame(origin, index)) }
  }

  private static func writeFrame(_ address: UInt) {
    var line = ReportLine()
    line.append(" ")
    line.append(returnAddress: address)
    line.end()
  }

  private static let ruler: StaticString =
    "====================================================="
}
