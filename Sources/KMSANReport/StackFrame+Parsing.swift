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
    let bytes = Array(text.utf8)
    self.init(bytes.span)
  }

  /// Parses the words of a frame. Cost: linear; one copy of the name.
  init?(_ text: Span<UInt8>) {
    var words = WordCursor(text)
    let address = words.takeBracketedAddress(text)
    guard let first = words.first else {
      guard let address else { return nil }
      self.init(function: "0x" + String(address, radix: 16), address: address)
      return
    }
    if text[first.lowerBound] == UInt8(ascii: "#") {
      self.init(numbered: words, in: text)
    } else if text.hasSuffix("()", in: first), let symbol = words.symbolBehindAt(text) {
      self.init(backtrace: symbol, in: text)
    } else {
      self.init(symbolic: words, in: text)
      self.address = self.address ?? address
    }
  }

  /// No function's name is longer (Linux: KSYM_NAME_LEN).
  private static let nameBytesMax = 512

  /// ` name`, as a port prints it that knows no offsets: one blank and one word, and only where a
  /// stack is expected.
  init?(bareName text: Span<UInt8>) {
    guard text.count > 1, text[0] == 0x20, !text[1].isDigit,
      text.count - 1 <= StackFrame.nameBytesMax,
      text.allSatisfy(in: 1..<text.count, StackFrame.isNameByte)
    else { return nil }
    self.init(function: text.string(1..<text.count))
  }

  /// `[? ]symbol …`: Linux, plain or symbolized.
  private init?(symbolic words: WordCursor, in text: Span<UInt8>) {
    var words = words
    let isGuess = words.first.map { text.equals($0, "?") } ?? false
    if isGuess { _ = words.next(text) }
    guard let word = words.next(text) else { return nil }
    self.init(symbol: word, in: text)
    var isComplete = offset != nil
    if !isComplete {
      // Names of Swift may have several words.
      if let symbol = words.restOfSwiftSymbol(behind: word, text) {
        self = StackFrame(symbol: symbol, in: text)
        isComplete = offset != nil
      } else {
        isComplete = StackFrame.isAddress(function[...])
      }
    }
    self.isGuess = isGuess
    guard takeAdditions(&words, in: text, isComplete: &isComplete), isComplete || location != nil
    else { return nil }
  }

  /// Takes what stands behind the symbol, in any order. Returns false for words of prose.
  private mutating func takeAdditions(
    _ words: inout WordCursor, in text: Span<UInt8>, isComplete: inout Bool
  ) -> Bool {
    while let word = words.next(text) {
      let first = text[word.lowerBound]
      if text.equals(word, "[inline]") || text.equals(word, "(inlined)") {
        isInlined = true
      } else if text.equals(word, "(discriminator") {
        if let next = words.first, text.hasSuffix(")", in: next) { _ = words.next(text) }
      } else if first == UInt8(ascii: "[") {
        guard takeModule(word, &words, in: text) else { return false }
      } else if first == UInt8(ascii: "("), takeParentheses(word, &words, in: text) {
        isComplete = true
      } else if location == nil, let place = SourceLocation(word, in: text) {
        location = place
      } else if module == nil, words.isEmpty, isComplete,
        text.allSatisfy(in: word, StackFrame.isNameByte)
      {
        // decode_stacktrace.sh puts the module last, without brackets.
        module = text.string(word)
      } else {
        return false
      }
    }
    return true
  }

  /// Takes `[module]` or `[module buildid]`.
  private mutating func takeModule(
    _ word: Range<Int>, _ words: inout WordCursor, in text: Span<UInt8>
  ) -> Bool {
    let name = (word.lowerBound + 1)..<word.upperBound
    if text.hasSuffix("]", in: name) {
      module = text.string(name.dropLast())
      return name.count > 1
    }
    guard let next = words.first, text.hasSuffix("]", in: next) else { return false }
    _ = words.next(text)
    module = text.string(name)
    buildID = text.string(next.dropLast())
    return true
  }

  /// Takes `(file.c:12 other.h:3 (discriminator 1))`: the first place is the innermost.
  private mutating func takeParentheses(
    _ word: Range<Int>, _ words: inout WordCursor, in text: Span<UInt8>
  ) -> Bool {
    var part = word.dropFirst()
    let end = text.firstIndex(of: UInt8(ascii: ")"), in: part) ?? part.upperBound
    guard let place = SourceLocation(part.lowerBound..<end, in: text) else { return false }
    location = location ?? place
    while !text.hasSuffix(")", in: part), let next = words.next(text) { part = next }
    return true
  }

  /// `#3 address at symbol` or `#3 address in symbol <module>`.
  private init?(numbered words: WordCursor, in text: Span<UInt8>) {
    var words = words
    guard let number = words.next(text), text.decimal(number.dropFirst()) != nil,
      let place = words.next(text), let address = text.hexadecimal(place)
    else { return nil }
    guard let word = words.next(text), text.equals(word, "at") || text.equals(word, "in"),
      let symbol = words.next(text)
    else {
      self.init(function: text.string(place), address: address)
      return
    }
    self.init(symbol: symbol, in: text)
    self.address = address
    if let name = words.next(text), name.count > 1, text.hasPrefix("<", in: name),
      text.hasSuffix(">", in: name)
    {
      module = text.string(name.dropFirst().dropLast())
    }
  }

  /// `name() at name+0x1a/frame 0xfffffe00deadbeef`.
  private init?(backtrace word: Range<Int>, in text: Span<UInt8>) {
    let hasFrame = text.hasSuffix("/frame", in: word)
    self.init(
      symbol: word.lowerBound..<(hasFrame ? word.upperBound - 6 : word.upperBound), in: text)
    guard offset != nil else { return nil }
  }

  /// Splits `name+0x1a/0x40` or `name+0x1a`; a word without that form is all name.
  private init(symbol word: Range<Int>, in text: Span<UInt8>) {
    guard let plus = text.lastIndex(of: UInt8(ascii: "+"), in: word), plus > word.lowerBound else {
      self.init(function: text.string(word))
      return
    }
    let numbers = (plus + 1)..<word.upperBound
    let slash = text.firstIndex(of: UInt8(ascii: "/"), in: numbers)
    let offset = text.hexadecimal((plus + 1)..<(slash ?? word.upperBound))
    let size = slash.flatMap { text.hexadecimal(($0 + 1)..<word.upperBound) }
    guard let offset, slash == nil || size != nil else {
      self.init(function: text.string(word))
      return
    }
    self.init(function: text.string(word.lowerBound..<plus), offset: offset, size: size)
  }

  /// Whether a word is an address that stands for a name.
  static func isAddress(_ word: Substring) -> Bool {
    word.utf8.count >= 10 && UInt64(hexadecimal: word) != nil
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    byte.isDigit || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
      || byte == UInt8(ascii: ".") || (byte | 0x20) &- 0x61 < 26
  }
}

extension WordCursor {
  /// Takes `[<ffffffff81234567>]`; nil when the first word is another one.
  fileprivate mutating func takeBracketedAddress(_ text: Span<UInt8>) -> UInt64? {
    guard let word = first, text.hasPrefix("[<", in: word), text.hasSuffix(">]", in: word),
      word.count > 4, let address = text.hexadecimal((word.lowerBound + 2)..<(word.upperBound - 2))
    else { return nil }
    _ = next(text)
    return address
  }

  /// The word behind `at`, where that is the second one.
  fileprivate func symbolBehindAt(_ text: Span<UInt8>) -> Range<Int>? {
    var words = self
    _ = words.next(text)
    guard let second = words.next(text), text.equals(second, "at") else { return nil }
    return words.first
  }
}

extension Range<Int> {
  fileprivate func dropFirst() -> Range<Int> { Swift.min(lowerBound + 1, upperBound)..<upperBound }
  fileprivate func dropLast() -> Range<Int> { lowerBound..<Swift.max(lowerBound, upperBound - 1) }
}

extension SourceLocation {
  /// Parses `file.c:12` or `file.c:12:3`, where the file may be what Swift calls the code that no file
  /// has. Returns nil for other words.
  init?(_ word: Substring) {
    let bytes = Array(word.utf8)
    self.init(0..<bytes.count, in: bytes.span)
  }

  init?(_ word: Range<Int>, in text: Span<UInt8>) {
    let colon = UInt8(ascii: ":")
    guard !word.isEmpty, text[word.upperBound - 1].isDigit,
      let first = text.firstIndex(of: colon, in: word)
    else { return nil }
    let name = word.lowerBound..<first
    let second = text.firstIndex(of: colon, in: (first + 1)..<word.upperBound)
    guard
      text.firstIndex(of: UInt8(ascii: "."), in: name) != nil
        || text.hasSuffix("<compiler-generated>", in: name),
      let line = text.decimal((first + 1)..<(second ?? word.upperBound))
    else { return nil }
    let column = second.flatMap { text.decimal(($0 + 1)..<word.upperBound) }
    if second != nil, column == nil { return nil }
    self.init(file: text.string(name), line: line, column: column)
  }
}

extension UInt64 {
  /// Parses `0x` and hexadecimal digits; the `0x` may be missing.
  init?(hexadecimal text: Substring) {
    let bytes = Array(text.utf8)
    guard let value = bytes.span.hexadecimal(0..<bytes.count) else { return nil }
    self = value
  }
}
