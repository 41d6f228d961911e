// The part of a report that says where an uninitialized value came from.
//
// Source: Linux 6.12, mm/kmsan/report.c, kmsan_print_origin().

import CRuntime

extension Report {
  /// The history of a value, youngest first.
  static func writeHistory(of origin: UInt32) {
    var current = origin
    // The bound holds even for a number that is no origin.
    for _ in 0...Origins.depthMax {
      guard let record = Origins.record(current) else { return writeUnknown() }
      switch record.kind {
      case .stored:
        if record.depth == Origins.depthMax {
          ReportLine.write("<Zero or more stacks not recorded to save memory>")
          ReportLine.write("")
        }
        ReportLine.write("Uninit was stored to memory at:")
        writeFrames(current)
        ReportLine.write("")
        current = record.previous
      case .local:
        writeLocal(record.description)
        return writeFrames(current)
      case .created, .freed:
        ReportLine.write("Uninit was created at:")
        return writeFrames(current)
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

  private static func writeFrames(_ origin: UInt32) {
    let count = Origins.frameCount(origin)
    if count == 0 { ReportLine.write("(stack is not available)") }
    for index in 0..<count { writeFrame(Origins.frame(origin, index)) }
  }

  static func writeFrame(_ address: UInt) {
    var line = ReportLine()
    line.append(" ")
    line.append(returnAddress: address)
    line.end()
  }
}
