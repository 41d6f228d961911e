// A line of a stack to a `StackFrame`: ` name+0x1a/0x40 [module]`, with the additions of
// scripts/decode_stacktrace.sh and syz-symbolize (`file:line`, `[inline]`).

extension StackFrame {
  /// Parses the words of a frame. Returns nil when `text` does not look like one.
  public init?(_ text: some StringProtocol) {
    var words = Substring(text).split(whereSeparator: { $0 == " " || $0 == "\t" })
    var isGuess = false
    if words.first == "?" {
      isGuess = true
      words.removeFirst()
    }
    guard let symbol = words.first else { return nil }
    words.removeFirst()

    var frame = StackFrame.symbol(symbol)
    let hasOffset = frame.offset != nil
    frame.isGuess = isGuess
    // After the symbol: `[module buildid]`, `file:line`, `[inline]`, in any order.
    var isInModule = false
    for word in words {
      if word == "[inline]" {
        frame.isInlined = true
      } else if word.hasPrefix("[") {
        frame.module = String(word.dropFirst().prefix { $0 != "]" })
        isInModule = !word.hasSuffix("]")
      } else if isInModule {
        isInModule = !word.hasSuffix("]")
      } else if StackFrame.isLocation(word), frame.location == nil {
        frame.location = String(word)
      } else if word == "(discriminator" || word.hasSuffix(")") {
        continue
      } else {
        return nil
      }
    }
    guard hasOffset || frame.location != nil || StackFrame.isAddress(symbol) else { return nil }
    self = frame
  }

  /// Splits `name+0x1a/0x40`; a word without that form is all name.
  private static func symbol(_ word: Substring) -> StackFrame {
    guard let plus = word.lastIndex(of: "+") else { return StackFrame(function: String(word)) }
    let parts = word[word.index(after: plus)...].split(separator: "/")
    guard parts.count == 2, let offset = UInt64(hexadecimal: parts[0]),
      let size = UInt64(hexadecimal: parts[1]), plus != word.startIndex
    else { return StackFrame(function: String(word)) }
    return StackFrame(function: String(word[..<plus]), offset: offset, size: size)
  }

  /// Whether `word` is `file.c:12` or `file.c:12:3`.
  private static func isLocation(_ word: Substring) -> Bool {
    let parts = word.split(separator: ":")
    guard parts.count >= 2, parts[0].contains(".") else { return false }
    return parts[1].allSatisfy(\.isNumber)
  }

  private static func isAddress(_ word: Substring) -> Bool {
    UInt64(hexadecimal: word) != nil && word.utf8.count >= 10
  }
}

extension UInt64 {
  /// Parses `0x` and hexadecimal digits; the `0x` may be missing.
  init?(hexadecimal text: some StringProtocol) {
    self.init(text.hasPrefix("0x") ? String(text.dropFirst(2)) : String(text), radix: 16)
  }
}
