// Text into a buffer of the caller, cut at its end.

/// Writes characters into memory that it does not own.
@safe struct TextWriter {
  private let buffer: UnsafeMutablePointer<CChar>
  private let max: Int
  private(set) var count = 0

  /// The buffer must have room for `max` bytes and outlive the writer.
  init(buffer: UnsafeMutablePointer<CChar>, max: Int) {
    unsafe self.buffer = unsafe buffer
    self.max = max
  }

  mutating func append(_ byte: CChar) {
    guard count < max else { return }
    // Checked: inside the buffer.
    unsafe buffer[count] = byte
    count += 1
  }

  mutating func append(_ text: StaticString) {
    for index in 0..<text.utf8CodeUnitCount {
      // A static string's bytes live as long as the program.
      append(CChar(bitPattern: unsafe text.utf8Start[index]))
    }
  }

  mutating func append(cString: UnsafePointer<CChar>?) {
    guard let cString = unsafe cString else { return }
    var index = 0
    // Stops at the terminating zero.
    while unsafe cString[index] != 0 {
      append(unsafe cString[index])
      index += 1
    }
  }

  mutating func append(decimal value: UInt) {
    if value >= 10 { append(decimal: value / 10) }
    append(CChar(0x30 + value % 10))
  }
}
