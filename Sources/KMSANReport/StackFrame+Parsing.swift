// A line of a stack to a `StackFrame`. The forms:
//   name+0x1a/0x40 [module buildid]               Linux, lib/vsprintf.c, %pSb
//   name+0x1a/0x40 file.c:12:3 [inline]           syzkaller, pkg/symbolizer
//   name (file.c:12) module                       Linux, scripts/decode_stacktrace.sh
//   name (inlined) file.c:12:3                    `kmsan run`
//   name                                          a port that knows no offsets
//   0xffffffff81234567                            Linux and others, where they know no name
//   [<ffffffff81234567>] name+0x1a/0x40           Linux before 4.10; without a name, the address alone
//   #3 0xffffffff80c0ffee at name+0x1a            FreeBSD, stack_print_ddb()
//   name() at name+0x1a/frame 0xfffffe00deadbeef  FreeBSD, db_backtrace()
//   #3 0xffffffff80c0ffee in name <module>        NetBSD, kmsan_md_unwind()

extension StackFrame {
  /// Parses the words of a frame. Returns nil when `text` does not look like one.
  public init?(_ text: some StringProtocol) {
    let line = String(text)
    var words = Words(line)
    let address = words.takeBracketedAddress()
    guard let first = words.first else {
      guard let address else { return nil }
      self.init(function: "0x" + String(address, radix: 16), address: address)
      return
    }
    if first.utf8.first == UInt8(ascii: "#") {
      self.init(numbered: words)
    } else if words.count >= 3, words[1] == "at", first.hasSuffix("()") {
      self.init(backtrace: words)
    } else {
      self.init(symbolic: words)
      self.address = self.address ?? address
    }
  }

  /// No function's name is longer (Linux: KSYM_NAME_LEN).
  private static let nameBytesMax = 512

  /// ` name`, as a port prints it that knows no offsets: one blank and one word, and only where a
  /// stack is expected.
  init?(bareName text: String) {
    let name = text.utf8.dropFirst()
    guard text.utf8.first == 0x20, let first = name.first, !first.isDigit,
      name.count <= StackFrame.nameBytesMax,
      StackFrame.isName(Substring(name))
    else { return nil }
    self.init(function: String(Substring(name)))
  }

  /// `[? ]symbol …`: Linux, plain or symbolized.
  private init?(symbolic words: Words) {
    var rest = words
    let isGuess = rest.first == "?"
    if isGuess { rest.removeFirst() }
    guard let symbol = rest.takeSymbol() else { return nil }
    var frame = StackFrame(symbol: symbol)
    let hasOffset = frame.offset != nil
    frame.isGuess = isGuess
    var isComplete = hasOffset || StackFrame.isAddress(symbol)
    guard frame.takeAdditions(&rest, isComplete: &isComplete) else { return nil }
    guard isComplete || frame.location != nil else { return nil }
    self = frame
  }

  /// Takes what stands behind the symbol, in any order. Returns false for words of prose.
  private mutating func takeAdditions(_ words: inout Words, isComplete: inout Bool) -> Bool {
    while let word = words.first {
      words.removeFirst()
      if word == "[inline]" || word == "(inlined)" {
        isInlined = true
      } else if word == "(discriminator" {
        if words.first?.hasSuffix(")") == true { words.removeFirst() }
      } else if word.hasPrefix("[") {
        guard takeModule(word, &words) else { return false }
      } else if word.hasPrefix("("), takeParentheses(word, &words) {
        isComplete = true
      } else if let place = SourceLocation(word), location == nil {
        location = place
      } else if module == nil, words.isEmpty, isComplete, StackFrame.isName(word) {
        // decode_stacktrace.sh puts the module last, without brackets.
        module = String(word)
      } else {
        return false
      }
    }
    return true
  }

  /// Takes `[module]` or `[module buildid]`.
  private mutating func takeModule(_ word: Substring, _ words: inout Words) -> Bool {
    let name = word.dropFirst()
    if name.hasSuffix("]") {
      module = String(name.dropLast())
      return !name.dropLast().isEmpty
    }
    guard let next = words.first, next.hasSuffix("]") else { return false }
    words.removeFirst()
    module = String(name)
    buildID = String(next.dropLast())
    return true
  }

  /// Takes `(file.c:12 other.h:3 (discriminator 1))`: the first place is the innermost.
  private mutating func takeParentheses(_ word: Substring, _ words: inout Words) -> Bool {
    var part = word.dropFirst()
    guard let place = SourceLocation(part.trimmingParentheses) else { return false }
    location = location ?? place
    while !part.hasSuffix(")"), let next = words.first {
      part = next
      words.removeFirst()
    }
    return true
  }

  /// `#3 address at symbol` or `#3 address in symbol <module>`.
  private init?(numbered words: Words) {
    guard words.count >= 2, UInt64(words[0].dropFirst()) != nil,
      let address = UInt64(hexadecimal: words[1])
    else { return nil }
    guard words.count >= 4, words[2] == "at" || words[2] == "in" else {
      self.init(function: String(words[1]), address: address)
      return
    }
    self.init(symbol: words[3])
    self.address = address
    if words.count >= 5, words[4].hasPrefix("<"), words[4].hasSuffix(">") {
      module = String(words[4].dropFirst().dropLast())
    }
  }

  /// `name() at name+0x1a/frame 0xfffffe00deadbeef`.
  private init?(backtrace words: Words) {
    var symbol = words[2]
    if symbol.hasSuffix("/frame") { symbol = symbol.dropLast("/frame".count) }
    self.init(symbol: symbol)
    guard offset != nil else { return nil }
  }

  /// Splits `name+0x1a/0x40` or `name+0x1a`; a word without that form is all name.
  private init(symbol word: Substring) {
    self.init(function: String(word))
    let bytes = word.utf8
    guard let plus = bytes.lastIndex(of: UInt8(ascii: "+")), plus != bytes.startIndex else {
      return
    }
    let numbers = word[bytes.index(after: plus)...]
    let slash = numbers.utf8.firstIndex(of: UInt8(ascii: "/"))
    guard let offset = UInt64(hexadecimal: numbers[..<(slash ?? numbers.endIndex)]) else { return }
    if let slash {
      guard let size = UInt64(hexadecimal: numbers[numbers.utf8.index(after: slash)...]) else {
        return
      }
      self.size = size
    }
    self.offset = offset
    function = String(word[..<plus])
  }

  /// Whether a word is an address that stands for a name.
  static func isAddress(_ word: Substring) -> Bool {
    word.utf8.count >= 10 && UInt64(hexadecimal: word) != nil
  }

  private static func isName(_ word: Substring) -> Bool {
    word.utf8.allSatisfy {
      $0.isDigit || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
        || ($0 | 0x20) &- 0x61 < 26
    }
  }
}

extension Words {
  /// Takes `[<ffffffff81234567>]`; nil when the first word is another one.
  fileprivate mutating func takeBracketedAddress() -> UInt64? {
    guard let word = first, word.hasPrefix("[<"), word.hasSuffix(">]"),
      let address = UInt64(hexadecimal: word.dropFirst(2).dropLast(2))
    else { return nil }
    removeFirst()
    return address
  }
}

extension SourceLocation {
  /// Parses `file.c:12` or `file.c:12:3`, where the file may be what Swift calls the code that no file
  /// has. Returns nil for other words.
  init?(_ word: Substring) {
    guard word.utf8.last?.isDigit == true else { return nil }
    let parts = word.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count),
      parts[0].contains(UInt8(ascii: "."))
        || Substring(parts[0]).hasSuffix("<compiler-generated>"),
      let line = Int(Substring(parts[1])), line >= 0
    else { return nil }
    let column = parts.count == 3 ? Int(Substring(parts[2])) : nil
    if parts.count == 3, column == nil { return nil }
    self.init(file: String(Substring(parts[0])), line: line, column: column)
  }
}

extension Substring {
  /// The text up to the first closing parenthesis.
  fileprivate var trimmingParentheses: Substring {
    self[..<(utf8.firstIndex(of: UInt8(ascii: ")")) ?? endIndex)]
  }
}

extension UInt64 {
  /// Parses `0x` and hexadecimal digits; the `0x` may be missing.
  init?(hexadecimal text: Substring) {
    let digits = text.utf8.starts(with: "0x".utf8) ? text.utf8.dropFirst(2) : text.utf8[...]
    guard (1...16).contains(digits.count) else { return nil }
    var value: UInt64 = 0
    for byte in digits {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt64(byte & 15)
      case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt64(byte - 87)
      case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | UInt64(byte - 55)
      default: return nil
      }
    }
    self = value
  }
}
