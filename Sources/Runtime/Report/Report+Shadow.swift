// The bytes of a memory check, one by one: which bits are uninitialized, and from which origin.
//
//     Shadow of bytes 0-7 (00 is initialized, letters are origins):
//       +0   00 00 00 00 00 00 ff ff                          ......AA
//
// A is the origin of the report; for others, the place of their creation is told. The layout of what
// was checked is unknown here: the report tools name the fields and the padding. Source of the form:
// compiler-rt, lib/msan/msan_report.cpp, DescribeMemoryRange().

import CRuntime

extension Report {
  private static let bytesPerRow: UInt = 16
  /// Rows from the one with the first uninitialized byte on; more are not printed.
  private static let rowsMax: UInt = 4

  /// Origins in the order in which they occur.
  fileprivate struct Letters {
    /// As many as there are letters; the last one stands for the rest.
    private var origins = InlineArray<26, UInt32>(repeating: 0)
    private(set) var count = 0

    subscript(index: Int) -> UInt32 { origins[index] }

    /// The letter of an origin, which is new or not.
    mutating func letter(of origin: UInt32) -> UInt8 {
      var index = 0
      while index < count, origins[index] != origin { index &+= 1 }
      if index == count, count < origins.count {
        origins[count] = origin
        count &+= 1
      }
      return Letters.letter(min(index, origins.count &- 1))
    }

    static func letter(_ index: Int) -> UInt8 {
      UInt8(ascii: "A") &+ UInt8(truncatingIfNeeded: index)
    }
  }

  /// Writes the shadow of a range whose first uninitialized bytes have an origin. The range is covered.
  static func writeShadow(_ range: ReportedRange, origin: UInt32) {
    var letters = Letters()
    _ = letters.letter(of: origin)
    let start = range.firstOffset / bytesPerRow &* bytesPerRow
    let end = min(range.size, start &+ bytesPerRow &* rowsMax)
    var line = ReportLine()
    line.append("Shadow of bytes ")
    line.append(decimal: start)
    line.append("-")
    line.append(decimal: end &- 1)
    line.append(" (00 is initialized, letters are origins):")
    line.end()
    var row = start
    while row < end {
      write(row: row, until: min(end, row &+ bytesPerRow), of: range.address, &letters)
      row &+= bytesPerRow
    }
    for index in 1..<max(letters.count, 1) { writeCreation(of: letters[index], index) }
  }

  private static func write(
    row start: UInt, until end: UInt, of address: UInt, _ letters: inout Letters
  ) {
    var line = ReportLine()
    line.append("  +")
    line.append(decimal: start)
    line.pad(to: 7)
    for offset in start..<end {
      // The caller's range is covered.
      let shadow = unsafe Port.shadow(address &+ offset).pointee
      line.append(hexadecimal: UInt(shadow), prefix: "", digits: 2)
      line.append(UInt8(ascii: " "))
    }
    line.pad(to: 8 &+ 3 &* Int(bitPattern: bytesPerRow))
    for offset in start..<end {
      // As above, and so are the origins.
      let isClean = unsafe Port.shadow(address &+ offset).pointee == 0
      let origin = unsafe Port.origin(address &+ offset).pointee
      line.append(isClean ? UInt8(ascii: ".") : letters.letter(of: origin))
    }
    line.end()
  }

  private static func writeCreation(of origin: UInt32, _ index: Int) {
    var line = ReportLine()
    line.append("Origin ")
    line.append(Letters.letter(index))
    line.append(": created at ")
    var current = origin
    // A chain has an end even where the number is no origin.
    for _ in 0..<Origins.depthMax {
      guard let record = Origins.record(current), record.kind == .stored else { break }
      current = record.previous
    }
    if Origins.frameCount(current) > 0 {
      line.append(returnAddress: Origins.frame(current, 0))
    } else {
      line.append("(unknown)")
    }
    line.end()
  }
}
