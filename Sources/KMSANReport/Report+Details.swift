// The lines between the stacks and the closing ruler, and those that open a stack.
// Source: Linux, mm/kmsan/report.c, kmsan_report(); lib/dump_stack.c, dump_stack_print_info().

extension OriginStep {
  /// The step that a line opens; nil when it opens none.
  init?(line text: Span<UInt8>) {
    let all = 0..<text.count
    if text.equals(all, "Uninit was stored to memory at:") {
      self.init(kind: .stored)
    } else if text.equals(all, "Uninit was created at:") {
      self.init(kind: .created)
    } else if let name = OriginStep.variable(in: text) {
      self.init(kind: .local, variable: name)
    } else {
      return nil
    }
  }

  /// The name in `Local variable hdr created at:`. Compilers before clang 16 wrote
  /// `----hdr@function` and added the place.
  private static func variable(in text: Span<UInt8>) -> String? {
    let (start, end): (StaticString, StaticString) = ("Local variable ", " created at:")
    let (first, last) = (start.utf8CodeUnitCount, text.count - end.utf8CodeUnitCount)
    guard first < last, text.holds(start, at: 0), text.holds(end, at: last) else { return nil }
    guard text.hasPrefix("----", in: first..<last) else { return text.string(first..<last) }
    let name = (first + 4)..<last
    return text.string(name.lowerBound..<(text.firstIndex(of: UInt8(ascii: "@"), in: name) ?? last))
  }
}

extension Report {
  /// Takes a line that describes the access or the task. Returns whether it was one.
  mutating func takeDetail(_ text: Span<UInt8>) -> Bool {
    switch text[0] {
    case UInt8(ascii: "B"): return takeBytes(text) || takeBits(text)
    case UInt8(ascii: "M"): return takeAccess(text)
    case UInt8(ascii: "D"):
      var words = WordCursor(text)
      guard text.holds("Data copied to user address ", at: 0), words.skip(5, text),
        let address = words.next(text), words.isEmpty
      else { return false }
      userAddress = text.hexadecimal(address)
    case UInt8(ascii: "C"): return takeTask(text)
    case UInt8(ascii: "H"):
      guard let name = text.rest(behind: "Hardware name: ") else { return false }
      hardware = text.string(name)
    case UInt8(ascii: "O"), UInt8(ascii: "S"), UInt8(ascii: "F"), 0x20:
      return takeAddition(text.string(0..<text.count))
    case UInt8(ascii: "I"):
      guard text.holds("Invalid call: ", at: 0) else { return false }
      additions.append(text.string(0..<text.count))
    default: return text.holds("Tainted: ", at: 0) || text.holds("Workqueue: ", at: 0)
    }
    return true
  }

  /// Takes a line that only this project prints. Returns whether it was one.
  private mutating func takeAddition(_ text: String) -> Bool {
    if text.hasPrefix(CheckedUse.lineMark) {
      if let use = CheckedUse(line: text) {
        operation = use
      } else {
        // Of a later version.
        additions.append(text)
      }
      return true
    }
    return takeFields(text) || takeShadow(text)
  }

  /// `CPU: 1 UID: 0 PID: 77 Comm: exerciser`, `Check: copyout`. The name may be empty.
  private mutating func takeTask(_ text: Span<UInt8>) -> Bool {
    if let name = text.rest(behind: "Check: ") {
      check = text.string(name)
    } else if let words = text.rest(behind: "CPU: ") {
      guard
        text.contains(" Comm: ") || text.contains(" PID: ") || text.hasSuffix(" Comm:", in: words)
      else { return false }
      task = text.string(words)
    } else {
      // A port that knows nothing about the task.
      return text.equals(0..<text.count, "CPU:")
    }
    return true
  }

  /// `Bytes 4-7 of 16 are uninitialized`, `Byte 3 of 4 is uninitialized`.
  private mutating func takeBytes(_ text: Span<UInt8>) -> Bool {
    var words = WordCursor(text)
    guard text.holds("Byte", at: 0), words.skip(1, text), let range = words.next(text),
      let of = words.next(text), text.equals(of, "of"), let number = words.next(text),
      let size = text.decimal(number), words.skip(1, text), let end = words.next(text),
      text.equals(end, "uninitialized"), words.isEmpty
    else { return false }
    let dash = text.firstIndex(of: UInt8(ascii: "-"), in: range)
    guard let first = text.decimal(range.lowerBound..<(dash ?? range.upperBound)),
      let last = dash.map({ text.decimal(($0 + 1)..<range.upperBound) }) ?? first
    else { return false }
    bytes = ByteRange(first: first, last: last, size: size)
    return true
  }

  /// `Bits 0xc of 32 are uninitialized`.
  private mutating func takeBits(_ text: Span<UInt8>) -> Bool {
    var words = WordCursor(text)
    guard text.holds("Bits 0x", at: 0), words.skip(1, text),
      let mask = words.next(text).flatMap({ text.hexadecimal($0) }), words.skip(1, text),
      let width = words.next(text).flatMap({ text.decimal($0) }),
      let bits = BitMask(mask: mask, width: width), bits.line == text.string(0..<text.count)
    else { return false }
    self.bits = bits
    return true
  }

  /// `Memory access of size 16 starts at ffff88800a2c0040`, `Memory type: malloc`.
  private mutating func takeAccess(_ text: Span<UInt8>) -> Bool {
    if let type = text.rest(behind: "Memory type: ") {
      memoryType = text.string(type)
      return true
    }
    var words = WordCursor(text)
    guard text.holds("Memory access of size ", at: 0), words.skip(4, text),
      let size = words.next(text), words.skip(2, text), let address = words.next(text),
      words.isEmpty
    else { return false }
    accessSize = text.decimal(size)
    accessAddress = text.hexadecimal(address)
    return true
  }
}

extension Span<UInt8> {
  /// What stands behind the start of a text; nil when it starts with something else.
  fileprivate func rest(behind start: StaticString) -> Range<Int>? {
    holds(start, at: 0) ? start.utf8CodeUnitCount..<count : nil
  }
}
