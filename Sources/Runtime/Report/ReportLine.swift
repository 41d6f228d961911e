// One line of a report, composed without a heap.

import CRuntime

/// Collects text up to a limit and writes it to the console; what does not fit is cut.
struct ReportLine {
  /// Room for a symbol, its offsets and the words around them, in bytes.
  static let bytesMax = 512

  private var bytes = InlineArray<512, UInt8>(repeating: 0)
  private(set) var count = 0

  mutating func append(_ byte: UInt8) {
    guard count < Self.bytesMax - 1 else { return }
    bytes[count] = byte
    count &+= 1
  }

  @inline(never)
  mutating func append(_ text: StaticString) {
    // A static string's bytes live as long as the program.
    for index in 0..<text.utf8CodeUnitCount { append(unsafe text.utf8Start[index]) }
  }

  /// Appends a C string, at most `max` bytes of it.
  @inline(never)
  mutating func append(cString: UnsafePointer<CChar>, max: Int) {
    var index = 0
    // Stops at the terminating zero or at the limit, whichever is first.
    while index < max, unsafe cString[index] != 0 {
      append(UInt8(bitPattern: unsafe cString[index]))
      index &+= 1
    }
  }

  @inline(never)
  mutating func append(decimal value: UInt) {
    var divisor: UInt = 1
    while value / divisor >= 10 { divisor &*= 10 }
    while divisor > 0 {
      append(UInt8(truncatingIfNeeded: value / divisor % 10) &+ UInt8(ascii: "0"))
      divisor /= 10
    }
  }

  /// Appends `0x` and the number in lower-case hexadecimal digits, at least `digits` of them.
  @inline(never)
  mutating func append(hexadecimal value: UInt, prefix: StaticString = "0x", digits: Int = 1) {
    append(prefix)
    var shift = 60
    while shift > 0, value >> UInt(shift) == 0, shift / 4 >= digits { shift -= 4 }
    while shift >= 0 {
      let digit = UInt8(truncatingIfNeeded: value >> UInt(shift) & 15)
      append(digit < 10 ? digit &+ UInt8(ascii: "0") : digit &- 10 &+ UInt8(ascii: "a"))
      shift -= 4
    }
  }

  /// Appends a return address as Linux's %pSb does: `function+0xoffset/0xsize`, or the number.
  ///
  /// The function is that of the byte before the address: a call may be the last instruction.
  @inline(never)
  mutating func append(returnAddress address: UInt) {
    var start: UInt = 0
    var size: UInt = 0
    let length = unsafe appendFromPort { buffer, max in
      unsafe Port.functions.pointee.symbol(address &- 1, buffer, max, &start, &size)
    }
    guard length > 0 else {
      append(hexadecimal: address, digits: 16)
      return
    }
    append("+")
    append(hexadecimal: address &- start)
    append("/")
    append(hexadecimal: size)
  }

  /// Appends blanks up to a column.
  mutating func pad(to column: Int) {
    while count < column { append(UInt8(ascii: " ")) }
  }

  /// Appends the port's line about the current task.
  mutating func appendTask() {
    _ = unsafe appendFromPort { buffer, max in unsafe Port.functions.pointee.task(buffer, max) }
  }

  /// Appends what a function of the port writes into a buffer; returns the length.
  private mutating func appendFromPort(
    _ fill: (UnsafeMutablePointer<CChar>, Int) -> Int
  ) -> Int {
    var text = InlineArray<256, CChar>(repeating: 0)
    var span = text.mutableSpan
    // The port writes at most as many bytes as the buffer has.
    let length = unsafe span.withUnsafeMutableBufferPointer {
      guard let base = $0.baseAddress else { return 0 }
      return unsafe min(fill(base, $0.count), $0.count)
    }
    for index in 0..<length { append(UInt8(bitPattern: text[index])) }
    return length
  }

  /// Writes the line with its line feed, and starts the next one.
  @inline(never)
  mutating func end() {
    bytes[count] = UInt8(ascii: "\n")
    let length = count &+ 1
    unsafe bytes.span.withUnsafeBufferPointer { unsafe Port.write($0.extracting(0..<length)) }
    count = 0
  }

  /// Writes a whole line.
  @inline(never)
  static func write(_ text: StaticString) {
    var line = ReportLine()
    line.append(text)
    line.end()
  }
}
