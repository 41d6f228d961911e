// The lines between the stacks and the closing ruler, and those that open a stack.
// Source: Linux, mm/kmsan/report.c, kmsan_report(); lib/dump_stack.c, dump_stack_print_info().

extension OriginStep {
  /// The step that a line opens; nil when it opens none.
  init?(line text: String) {
    if text == "Uninit was stored to memory at:" {
      self.init(kind: .stored)
    } else if text == "Uninit was created at:" {
      self.init(kind: .created)
    } else if let name = OriginStep.variable(in: text) {
      self.init(kind: .local, variable: name)
    } else {
      return nil
    }
  }

  /// The name in `Local variable hdr created at:`. Compilers before clang 16 wrote
  /// `----hdr@function` and added the place.
  private static func variable(in text: String) -> String? {
    let (start, end) = ("Local variable ", " created at:")
    guard text.hasPrefix(start), text.hasSuffix(end),
      text.utf8.count > start.utf8.count + end.utf8.count
    else { return nil }
    var name = text.dropFirst(start.count).dropLast(end.count)
    if name.hasPrefix("----") { name = name.dropFirst(4).prefix { $0 != "@" } }
    return String(name)
  }
}

extension Report {
  /// Takes a line that describes the access or the task. Returns whether it was one.
  mutating func takeDetail(_ text: String) -> Bool {
    switch text.utf8.first {
    case UInt8(ascii: "B"): return takeBytes(text) || takeBits(text)
    case UInt8(ascii: "M"): return takeAccess(text)
    case UInt8(ascii: "D"):
      let words = Words(text)
      guard text.hasPrefix("Data copied to user address "), words.count == 6 else { return false }
      userAddress = UInt64(hexadecimal: words[5])
    case UInt8(ascii: "C"):
      if let name = rest(of: text, behind: "Check: ") {
        check = name
      } else if let words = rest(of: text, behind: "CPU: "), Report.isTask(words) {
        task = words
      } else if text == "CPU:" {
        // A port that knows nothing about the task.
        return true
      } else {
        return false
      }
    case UInt8(ascii: "H"):
      guard let name = rest(of: text, behind: "Hardware name: ") else { return false }
      hardware = name
    case UInt8(ascii: "O"):
      guard text.hasPrefix(CheckedUse.lineMark) else { return takeShadow(text) }
      if let use = CheckedUse(line: text) {
        operation = use
      } else {
        // Of a later version.
        additions.append(text)
      }
    case UInt8(ascii: "S"): return takeShadow(text)
    case UInt8(ascii: "F"): return takeFields(text)
    case 0x20: return takeFields(text) || takeShadow(text)
    case UInt8(ascii: "I"):
      guard text.hasPrefix("Invalid call: ") else { return false }
      additions.append(text)
    default:
      return text.hasPrefix("Tainted: ") || text.hasPrefix("Workqueue: ")
    }
    return true
  }

  /// Whether this stands behind `CPU: ` in the line about the task. The name may be empty.
  private static func isTask(_ words: String) -> Bool {
    words.contains(" Comm: ") || words.hasSuffix(" Comm:") || words.contains(" PID: ")
  }

  /// `Bytes 4-7 of 16 are uninitialized`, `Byte 3 of 4 is uninitialized`.
  private mutating func takeBytes(_ text: String) -> Bool {
    let words = Words(text)
    guard text.hasPrefix("Byte"), words.count == 6, words[2] == "of", words[5] == "uninitialized",
      let size = Int(words[3])
    else { return false }
    let ends = words[1].utf8.split(separator: UInt8(ascii: "-")).map { Int(Substring($0)) }
    guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2 else {
      return false
    }
    bytes = ByteRange(first: first, last: last, size: size)
    return true
  }

  /// `Bits 0xc of 32 are uninitialized`.
  private mutating func takeBits(_ text: String) -> Bool {
    let words = Words(text)
    guard text.hasPrefix("Bits 0x"), words.count == 6, words[2] == "of",
      let mask = UInt64(hexadecimal: words[1]), let width = Int(words[3]),
      let bits = BitMask(mask: mask, width: width), bits.line == text
    else { return false }
    self.bits = bits
    return true
  }

  /// `Memory access of size 16 starts at ffff88800a2c0040`, `Memory type: malloc`.
  private mutating func takeAccess(_ text: String) -> Bool {
    if let type = rest(of: text, behind: "Memory type: ") {
      memoryType = type
      return true
    }
    let words = Words(text)
    guard text.hasPrefix("Memory access of size "), words.count == 8 else { return false }
    accessSize = Int(words[4])
    accessAddress = UInt64(hexadecimal: words[7])
    return true
  }

  private func rest(of text: String, behind start: String) -> String? {
    text.hasPrefix(start) ? String(text.dropFirst(start.count)) : nil
  }
}
