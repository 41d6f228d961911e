// The shadow of the bytes of an access, as the runtime of this project prints it:
//
//     Shadow of bytes 0-7 (00 is initialized, letters are origins):
//       +0   00 00 00 00 00 00 ff ff                          ......AA
//     Origin A: the one above
//     Origin B: created at fill+0x12/0x40
//
// Source: Sources/Runtime/Report/Report+Shadow.swift. Linux prints none.

/// Which bits of which bytes are uninitialized, and where they come from.
public struct ShadowDump: Sendable, Equatable, Codable {
  /// The first byte that is shown, counted from the start of the access.
  public var first: Int
  /// The shadow of the bytes; a bit that is set is uninitialized.
  public var bits: [UInt8]
  /// The letter of the origin of each byte; a dot for initialized ones.
  public var letters: String
  /// Where the bytes of other origins were created; the first origin is that of the report.
  public var origins: [Origin]

  /// An origin beside that of the report.
  public struct Origin: Sendable, Equatable, Codable {
    public var letter: String
    public var creation: StackFrame

    public init(letter: String, creation: StackFrame) {
      self.letter = letter
      self.creation = creation
    }
  }

  /// More bytes are not read.
  static let bytesMax = 256
  /// There are no more letters.
  static let originsMax = 26
  private static let bytesPerRow = 16

  public init(first: Int) {
    self.first = first
    bits = []
    letters = ""
    origins = []
  }

  /// The bytes that the dump has, counted from the start of the access.
  public var range: Range<Int> { first..<(first + bits.count) }

  /// The lines of a report.
  public var lines: [String] {
    guard !bits.isEmpty else { return [] }
    let last = first + bits.count - 1
    var lines = ["Shadow of bytes \(first)-\(last) (00 is initialized, letters are origins):"]
    let marks = Array(letters.utf8)
    for row in stride(from: 0, to: bits.count, by: ShadowDump.bytesPerRow) {
      let end = min(row + ShadowDump.bytesPerRow, bits.count)
      var text = "  +\(first + row)"
      text += String(repeating: " ", count: max(7 - text.utf8.count, 1))
      for byte in bits[row..<end] { text += (byte < 16 ? "0" : "") + String(byte, radix: 16) + " " }
      text += String(repeating: "   ", count: ShadowDump.bytesPerRow - (end - row)) + " "
      lines.append(text + String(decoding: marks[row..<min(end, marks.count)], as: UTF8.self))
    }
    lines += origins.map { "Origin \($0.letter): created at \($0.creation.symbol)" }
    return lines
  }
}

extension Report {
  /// No access is so large that a byte has a higher number.
  static let offsetMax = 1 << 40

  /// Takes a line of the dump. Returns whether it was one.
  mutating func takeShadow(_ text: String) -> Bool {
    let words = Words(text)
    if text.hasPrefix("Shadow of bytes "), words.count > 3 {
      let start = words[3].utf8.prefix(while: \.isDigit)
      guard let first = Int(Substring(start)), first <= Report.offsetMax else { return false }
      shadow = ShadowDump(first: first)
      return true
    }
    guard var dump = shadow else { return false }
    if text.hasPrefix("Origin "), words.count == 5, words[1].hasSuffix(":"),
      words[1].utf8.count == 2, dump.origins.count < ShadowDump.originsMax
    {
      let frame = StackFrame(" \(words[4])") ?? StackFrame(function: String(words[4]))
      dump.origins.append(.init(letter: String(words[1].dropLast()), creation: frame))
    } else if text.hasPrefix("  +"), words.count >= 3 {
      guard dump.takeRow(words) else { return false }
    } else {
      return false
    }
    shadow = dump
    return true
  }
}

extension ShadowDump {
  fileprivate mutating func takeRow(_ words: Words) -> Bool {
    var rest = words
    guard let offset = rest.first.map({ Int($0.dropFirst()) }), offset == first + bits.count else {
      return false
    }
    rest.removeFirst()
    var row: [UInt8] = []
    while row.count < ShadowDump.bytesPerRow, let word = rest.first, word.utf8.count == 2,
      let byte = UInt8(word, radix: 16)
    {
      row.append(byte)
      rest.removeFirst()
    }
    // The letters of the origins stand last, one for each byte.
    guard let marks = rest.first, marks.utf8.count == row.count, !row.isEmpty,
      bits.count + row.count <= ShadowDump.bytesMax,
      marks.utf8.allSatisfy({ (0x21..<0x7F).contains($0) })
    else { return false }
    bits += row
    letters += marks
    return true
  }
}
