// The boot options. A word that is none of them is refused: a kernel that ignored it would do something
// else than what was asked for.

import CRuntime
import KernelC

enum Options {
  /// The mistake to make instead of the self-test.
  nonisolated(unsafe) private(set) static var provocation: Word?
  /// Whether the use of memory is printed at the end.
  nonisolated(unsafe) private(set) static var printsMemory = false
  /// What the machine says of its devices.
  nonisolated(unsafe) private(set) static var devices = InlineArray<8, Word?>(repeating: nil)
  nonisolated(unsafe) private(set) static var deviceCount = 0

  /// Reads the command line.
  static func start() {
    var rest = boot_command_line()
    while true {
      while rest[0] == CChar(32) { rest += 1 }
      guard rest[0] != 0 else { return }
      var size = 0
      while rest[size] != 0, rest[size] != CChar(32) { size &+= 1 }
      let word = Word(start: rest, count: size)
      if !apply(word) { refuse(word) }
      rest += size
    }
  }

  private static func apply(_ word: Word) -> Bool {
    if let name = word.value(of: "provoke") {
      provocation = name
    } else if word.isEqual(to: "print=memory") {
      printsMemory = true
    } else if let value = word.value(of: "metadata") {
      // What this and the next one mean, Machine/Boot knows.
      return value.isEqual(to: "linear") || value.isEqual(to: "on-demand")
    } else if let value = word.value(of: "page-array") {
      return value.isEqual(to: "dummy") || value.isEqual(to: "covered")
    } else if let seconds = word.value(of: "watchdog")?.number {
      Watchdog.limitSeconds = seconds
    } else if let device = word.value(of: "virtio_mmio.device") {
      if deviceCount < devices.count {
        devices[deviceCount] = device
        deviceCount &+= 1
      }
    } else {
      return Controls.set(word)
    }
    return true
  }

  private static func refuse(_ word: Word) -> Never {
    var text = Text("Unknown boot option, or no number: ")
    word.append(to: &text)
    text.print()
    text = Text("The options are provoke=MISTAKE, watchdog=SECONDS, print=memory,")
    text.append(" metadata=linear or on-demand, page-array=dummy or covered, and the sysctls")
    text.print()
    text = Text(" debug.kmsan.panic_on_violation, debug.kmsan.reports_max,")
    text.append(" debug.kmsan.period_seconds")
    text.print()
    power_off(OUTCOME_REFUSED)
  }
}

/// The sysctls of the boot command line, named like FreeBSD's.
enum Controls {
  /// Sets one by a word such as `debug.kmsan.reports_max=5`; false when it is none.
  static func set(_ word: Word) -> Bool {
    let options = kmsan_get_report_options()
    if let number = word.value(of: "debug.kmsan.panic_on_violation")?.number {
      options?.pointee.panic_on_violation = number
    } else if let number = word.value(of: "debug.kmsan.reports_max")?.number {
      options?.pointee.reports_max = number
    } else if let number = word.value(of: "debug.kmsan.period_seconds")?.number {
      options?.pointee.period_seconds = number
    } else {
      return false
    }
    return true
  }
}

/// A part of the command line.
struct Word {
  let start: UnsafePointer<CChar>
  let count: Int

  /// What follows the name and an equals sign.
  func value(of name: StaticString) -> Word? {
    let length = name.utf8CodeUnitCount
    guard count > length, start[length] == CChar(61) else { return nil }
    for index in 0..<length where UInt8(bitPattern: start[index]) != name.utf8Start[index] {
      return nil
    }
    return Word(start: start + length + 1, count: count &- length &- 1)
  }

  /// The word as a decimal number of at most nine digits.
  var number: UInt32? {
    guard count > 0, count < 10 else { return nil }
    var result: UInt32 = 0
    for index in 0..<count {
      let digit = UInt8(bitPattern: start[index]) &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      result = result &* 10 &+ UInt32(digit)
    }
    return result
  }

  /// The word as a hexadecimal number behind 0x.
  var hexadecimal: UInt? {
    guard count > 2, count <= 18, start[0] == CChar(48), start[1] == CChar(120) else { return nil }
    var result: UInt = 0
    for index in 2..<count {
      let byte = UInt8(bitPattern: start[index])
      let digit = byte >= UInt8(ascii: "a") ? byte &- UInt8(ascii: "a") &+ 10 : byte &- 48
      guard digit < 16 else { return nil }
      result = result << 4 | UInt(digit)
    }
    return result
  }

  /// Where a character is; nil when it is not in the word.
  func index(of character: UInt8) -> Int? {
    for index in 0..<count where UInt8(bitPattern: start[index]) == character { return index }
    return nil
  }

  /// The part between two places.
  func part(_ first: Int, _ end: Int) -> Word { Word(start: start + first, count: end &- first) }

  func isEqual(to text: StaticString) -> Bool {
    guard count == text.utf8CodeUnitCount else { return false }
    for index in 0..<count where UInt8(bitPattern: start[index]) != text.utf8Start[index] {
      return false
    }
    return true
  }

  func append(to text: inout Text) {
    for index in 0..<count { text.append(byte: UInt8(bitPattern: start[index])) }
  }
}
