// The operation that a report is about: from the frames and lines of consoles, and for documents.
//
// Three forms: an inlined frame, as symbolizers print it of code with debug information; the line
// `Operation: …`, which `kmsan run` and `kmsan report --symbolize` add; members of a JSON object.

import KMSANABI

/// What a check is about; the ABI has the words.
public typealias CheckedUse = KMSANABI.CheckedUse

extension CheckedUse {
  /// What the line of a report begins with that tells the operation.
  static let lineMark = "Operation: "

  /// The line of a report that tells the operation.
  public var line: String { CheckedUse.lineMark + text }

  /// The operation of a line ``line``.
  init?(line text: String) {
    guard text.hasPrefix(CheckedUse.lineMark) else { return nil }
    self.init(text: String(text.dropFirst(CheckedUse.lineMark.count)))
  }

  /// The operation of a frame as syzkaller and others print it:
  /// `kmsan: branch on 'x' (u32) file.c:12 [inline]`.
  init?(frame text: Span<UInt8>) {
    let start = text.behindBlanks(0)
    // Few names begin so: no string is made for the others.
    guard start < text.count, text[start] == CheckedUse.prefix.utf8.first else { return nil }
    var rest = text.string(start..<text.count)[...]
    guard rest.hasPrefix(CheckedUse.prefix) else { return nil }
    if rest.hasSuffix(" [inline]") { rest = rest.dropLast(" [inline]".utf8.count) }
    if let blank = rest.utf8.lastIndex(of: 0x20),
      SourceLocation(rest[rest.utf8.index(after: blank)...]) != nil
    {
      rest = rest[..<blank]
    }
    self.init(functionName: String(rest))
  }

  /// `branch on 'x' (u32): the value decides which code runs next.`
  public var sentence: String {
    let reason = operation.reason
    return "\(text): \(reason.prefix(1).lowercased())\(reason.dropFirst())"
  }
}

extension CheckedUse: Codable {
  private enum CodingKeys: String, CodingKey {
    case kind, callee, values, text, reason
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      try container.decode(KMSANABI.CheckedOperation.self, forKey: .kind),
      callee: try container.decodeIfPresent(String.self, forKey: .callee),
      values: try container.decode([KMSANABI.CheckedValue].self, forKey: .values))
  }

  /// With the text and the reason, which readers need not put together.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(operation, forKey: .kind)
    try container.encodeIfPresent(callee, forKey: .callee)
    try container.encode(values, forKey: .values)
    try container.encode(text, forKey: .text)
    try container.encode(operation.reason, forKey: .reason)
  }
}

extension KMSANABI.CheckedOperation: Codable {}

extension KMSANABI.CheckedValue: Codable {
  private enum CodingKeys: String, CodingKey {
    case role, name, type
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      role: try container.decodeIfPresent(String.self, forKey: .role),
      name: try container.decodeIfPresent(String.self, forKey: .name),
      type: try container.decodeIfPresent(String.self, forKey: .type))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(role, forKey: .role)
    try container.encodeIfPresent(name, forKey: .name)
    try container.encodeIfPresent(type, forKey: .type)
  }
}
