// A word of the boot command line, and what it can be read as. Without a heap.
//
// Part of both modules of the kernel, and of `kmsan boot`.

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

  /// Two numbers with a comma between them.
  var pair: (UInt32, UInt32)? {
    for index in 0..<count where start[index] == CChar(44) {
      let rest = Word(start: start + index + 1, count: count &- index &- 1)
      guard let first = Word(start: start, count: index).number, let second = rest.number else {
        return nil
      }
      return (first, second)
    }
    return nil
  }

  func isEqual(to text: StaticString) -> Bool {
    guard count == text.utf8CodeUnitCount else { return false }
    for index in 0..<count where UInt8(bitPattern: start[index]) != text.utf8Start[index] {
      return false
    }
    return true
  }

  /// Whether both have the same characters.
  func isEqual(to other: Word) -> Bool {
    guard count == other.count else { return false }
    for index in 0..<count where start[index] != other.start[index] { return false }
    return true
  }

  func append(to text: inout some OptionText) {
    for index in 0..<count { text.append(byte: UInt8(bitPattern: start[index])) }
  }
}
