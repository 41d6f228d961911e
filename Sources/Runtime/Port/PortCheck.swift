// Checking a port, once, before anything relies on it: what is wrong is printed, and the kernel panics.
//
// First only addresses are computed and compared; memory is touched when they are right. The functions
// of the port that a report needs are called once. What a check cannot find out: whether text reaches
// the console, and what other tasks and interrupts get.

import CRuntime

/// Looks for mistakes of the port.
struct PortCheck {
  /// Of kmsan_start(), which the port has called.
  let frame: UInt
  private var problemCount = 0
  /// What the port's addresses and the runtime's own lie in; no range twice.
  private(set) var ranges = InlineArray<16, CoveredRange?>(repeating: nil)
  private(set) var rangeCount = 0

  init(frame: UnsafeRawPointer) { self.frame = UInt(bitPattern: frame) }

  /// The address to which kmsan_start() returns.
  var caller: UInt {
    // The second word of a frame.
    unsafe UnsafePointer<UInt>(bitPattern: frame).unsafelyUnwrapped[1]
  }

  /// Returns when everything is right; ends the kernel otherwise.
  mutating func run() {
    compareCodes(at: caller)
    findRanges()
    finish()
    checkAddresses()
    finish()
    touchMetadata()
    finish()
    checkCodes()
    checkContexts()
    checkWalk()
    checkLock()
    checkTexts()
    finish()
  }

  /// Ends the kernel if something was wrong.
  func finish() {
    if problemCount == 0 { return }
    ReportLine.write("KMSAN: the port is wrong, see Docs/Porting.md; the kernel ends")
    unsafe Port.functions.pointee.panic()
  }

  /// Prints what is wrong; each `%` stands for a number.
  @inline(never)
  mutating func problem(
    _ text: StaticString, _ first: UInt = 0, _ second: UInt = 0, _ third: UInt = 0,
    _ fourth: UInt = 0
  ) {
    problemCount &+= 1
    print(text, first, second, third, fourth)
  }

  /// Prints a line about the port.
  @inline(never)
  func print(
    _ text: StaticString, _ first: UInt = 0, _ second: UInt = 0, _ third: UInt = 0,
    _ fourth: UInt = 0
  ) {
    let numbers: InlineArray<4, UInt> = [first, second, third, fourth]
    var line = ReportLine()
    line.append("KMSAN: port: ")
    var used = 0
    for index in 0..<text.utf8CodeUnitCount {
      // A static string's bytes live as long as the program.
      let byte = unsafe text.utf8Start[index]
      if byte == UInt8(ascii: "%"), used < 4 {
        line.append(hexadecimal: numbers[used])
        used &+= 1
      } else {
        line.append(byte)
      }
    }
    line.end()
  }

  // MARK: - Ranges

  /// Finds the ranges of the stack, of the runtime's variables, and those that the port names.
  private mutating func findRanges() {
    if !addRange(around: frame) {
      problem(
        "the stack of kmsan_start() has no metadata: kmsan_machine_covers(%, 1) is false", frame)
    }
    // A global has one address; it is not read.
    let variable = unsafe withUnsafePointer(to: &ReportOptions.current) {
      UInt(bitPattern: $0)
    }
    // Variables need no metadata.
    _ = addRange(around: variable)
    guard let covered = unsafe Port.functions.pointee.covered else { return }
    for index in 0..<ranges.count {
      guard let address = unsafe covered(index) else { return }
      let number = UInt(bitPattern: address)
      if !addRange(around: number) {
        problem(
          "kmsan_port_covered(%) is %, and kmsan_machine_covers(%, 1) is false", UInt(index),
          number, number)
      }
    }
  }

  /// Adds the range that an address lies in, unless it was added before or is wrong.
  /// - Returns: false when the address lies in none.
  @inline(never)
  private mutating func addRange(around address: UInt) -> Bool {
    guard compareAddresses(at: address) else { return true }
    guard let range = CoveredRange(around: address) else { return false }
    if range.isImpossible {
      problem(
        """
        kmsan_machine_covers accepts % bytes from % on, more than any memory has: it must be true \
        only when every byte of the range has metadata
        """, range.last &- address &+ 1, address)
      return true
    }
    for index in 0..<rangeCount where ranges[index]?.first == range.first { return true }
    guard rangeCount < ranges.count, compareEnds(of: range) else { return true }
    ranges[rangeCount] = range
    rangeCount &+= 1
    return true
  }
}
