// Lines of text for the console, without a heap. Part of both modules of the kernel.

import KernelC

/// A line under construction; what does not fit is cut.
struct Text: OptionText {
  private static let bytesMax = 240

  private var bytes = InlineArray<240, UInt8>(repeating: 0)
  private var count = 0

  init(_ text: StaticString = "") { append(text) }

  mutating func append(byte: UInt8) {
    guard count < Self.bytesMax - 1 else { return }
    bytes[count] = byte
    count &+= 1
  }

  mutating func append(_ text: StaticString) {
    for index in 0..<text.utf8CodeUnitCount { append(byte: text.utf8Start[index]) }
  }

  /// Appends a C string.
  mutating func append(cString text: UnsafePointer<CChar>) {
    var index = 0
    while index < Self.bytesMax, text[index] != 0 {
      append(byte: UInt8(bitPattern: text[index]))
      index &+= 1
    }
  }

  mutating func append(_ value: UInt) {
    var divisor: UInt = 1
    while value / divisor >= 10 { divisor &*= 10 }
    while divisor > 0 {
      append(byte: UInt8(truncatingIfNeeded: value / divisor % 10) &+ UInt8(ascii: "0"))
      divisor /= 10
    }
  }

  mutating func append(_ value: UInt32) { append(UInt(value)) }

  mutating func append(hexadecimal value: UInt, digits: Int = 1) {
    append("0x")
    var shift = 60
    while shift > 0, value >> UInt(shift) == 0, shift / 4 >= digits { shift -= 4 }
    while shift >= 0 {
      let digit = UInt8(truncatingIfNeeded: value >> UInt(shift) & 15)
      append(byte: digit < 10 ? digit &+ UInt8(ascii: "0") : digit &- 10 &+ UInt8(ascii: "a"))
      shift -= 4
    }
  }

  /// Appends an amount of memory.
  mutating func append(bytes amount: UInt) {
    append(amount >> 20 >= 10 ? amount >> 20 : amount >> 10)
    append(amount >> 20 >= 10 ? " MB" : " kB")
  }

  /// Copies the text; returns its length.
  func copy(to buffer: UnsafeMutablePointer<CChar>, max: Int) -> Int {
    let length = count < max ? count : max
    for index in 0..<length { buffer[index] = CChar(bitPattern: bytes[index]) }
    return length
  }

  /// Writes the line, with its end, to the console.
  mutating func print() {
    bytes[count] = UInt8(ascii: "\n")
    withUnsafeBytes(of: bytes) {
      guard let start = $0.baseAddress else { return }
      console_write(start.assumingMemoryBound(to: CChar.self), count &+ 1)
    }
  }

  /// Writes the message of a panic, and panics.
  mutating func panic() -> Never {
    bytes[count] = 0
    withUnsafeBytes(of: bytes) {
      if let start = $0.baseAddress { kernel_panic(start.assumingMemoryBound(to: CChar.self)) }
    }
    processor_halt()
  }
}

/// Ends the kernel with this message.
func panic(_ message: StaticString) -> Never {
  var text = Text(message)
  text.panic()
}
