// The first line of a report: who prints it, what happened, where.

/// A header line, understood.
struct ReportHeader {
  let dialect: Dialect
  let title: String
  /// The function of the use; nil where the stack says it (FreeBSD and NetBSD).
  let function: StackFrame?
  let isUnreadable: Bool
  /// What a header of FreeBSD or NetBSD says about the memory.
  let memory: MemoryWords?

  private static let linuxMark: StaticString = "BUG: KMSAN:"
  private static let bsdMarks: [StaticString] = ["MSan: ", "panic: MSan: "]

  /// Reads a line without prefixes; nil when it is no header.
  init?(_ text: Span<UInt8>) {
    if text.holds(ReportHeader.linuxMark, at: 0) {
      self.init(linux: text)
      return
    }
    guard let mark = ReportHeader.bsdMarks.first(where: { text.holds($0, at: 0) }) else {
      return nil
    }
    self.init(bsd: Words(text.string(mark.utf8CodeUnitCount..<text.count)))
  }

  /// `BUG: KMSAN: title in function+0x1/0x2`.
  private init(linux text: Span<UInt8>) {
    dialect = .linux
    memory = nil
    let start = text.behindBlanks(ReportHeader.linuxMark.utf8CodeUnitCount)
    guard let titleEnd = text.firstIndex(of: 0x20, in: start..<text.count),
      case let word = text.behindBlanks(titleEnd), text.holds("in ", at: word),
      word + 3 < text.count
    else {
      title = start == text.count ? "unknown" : text.string(start..<text.count)
      function = nil
      isUnreadable = true
      return
    }
    title = text.string(start..<titleEnd)
    let symbol = text.extracting((word + 3)..<text.count)
    isUnreadable = false
    if let use = CheckedUse(frame: symbol) {
      // syzkaller names the inlined frame first, and then repeats the header with the function.
      function = StackFrame(function: use.functionName, isInlined: true)
      return
    }
    function = StackFrame(symbol) ?? StackFrame(function: symbol.string(0..<symbol.count))
  }

  /// What stands behind `MSan: `. Sources: FreeBSD and NetBSD, sys/kern/subr_msan.c.
  private init?(bsd words: Words) {
    guard let memory = MemoryWords(words) else { return nil }
    dialect = memory.isNetBSD ? .netBSD : .freeBSD
    title = ReportKind.uninitializedValue.rawValue
    function = nil
    isUnreadable = false
    self.memory = memory
  }
}

/// The sentence with which FreeBSD and NetBSD name the memory, the check and the origin:
///
///     Uninitialized malloc memory in copyout():arg1, offset 4/16, addr 0x…, from open_it+0x2a
///     Uninitialized Stack Memory In copyout At Offset 4, Variable 'hdr' From open_it()
struct MemoryWords {
  var isNetBSD = false
  var memoryType: String?
  var check: String?
  var offset: Int?
  var size: Int?
  var address: UInt64?
  var variable: String?
  /// The function, with an offset, or the address where the memory was created.
  var creation: StackFrame?
  /// Where the value was used, where the sentence says it.
  var useAddress: UInt64?

  init?(_ words: Words) {
    guard words.count >= 2, words[0].lowercased() == "uninitialized" else { return nil }
    var rest = words
    rest.removeFirst()
    var type: [Substring] = []
    while let word = rest.first, !["memory", "variable"].contains(MemoryWords.plain(word)) {
      type.append(word)
      rest.removeFirst()
      if type.count > 2 { return nil }
    }
    guard let noun = rest.first else { return nil }
    isNetBSD = noun.utf8.first.map { $0 < 0x60 } ?? false
    memoryType = type.isEmpty ? nil : type.joined(separator: " ").lowercased()
    let isVariable = MemoryWords.plain(noun) == "variable"
    rest.removeFirst()
    // `variable in 0x…` names the use; `variable 'x' from f` the origin.
    if isVariable { take("variable", &rest, hasVariable: true) }
    while let word = rest.first {
      rest.removeFirst()
      take(MemoryWords.plain(word), &rest, hasVariable: isVariable)
    }
  }

  /// Takes what follows a key word.
  private mutating func take(_ key: String, _ rest: inout Words, hasVariable: Bool) {
    guard let value = rest.first.map(MemoryWords.trimmed) else { return }
    switch key {
    case "in" where hasVariable: useAddress = UInt64(hexadecimal: value)
    case "in": check = String(value)
    case "offset":
      let parts = value.utf8.split(separator: UInt8(ascii: "/")).map { Int(Substring($0)) }
      offset = parts.first ?? nil
      size = parts.count == 2 ? parts[1] : nil
    case "addr": address = UInt64(hexadecimal: value)
    case "pc", "ip":
      creation = StackFrame(function: String(value), address: UInt64(hexadecimal: value))
    case "origin": creation = StackFrame(function: "origin \(value)")
    case "variable":
      guard value.hasPrefix("'"), value.hasSuffix("'"), value.utf8.count > 2 else { return }
      variable = String(value.dropFirst().dropLast())
    case "from":
      let name = value.hasSuffix("()") ? value.dropLast(2) : value
      creation = StackFrame(" \(name)") ?? StackFrame(function: String(name))
    default: return
    }
    rest.removeFirst()
  }

  private static func trimmed(_ word: Substring) -> Substring {
    word.hasSuffix(",") ? word.dropLast() : word
  }

  private static func plain(_ word: Substring) -> String { trimmed(word).lowercased() }
}
