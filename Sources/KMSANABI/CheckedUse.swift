// What a check is about: the operation, and the values that it needs initialized, as one line of text.
//
// The pass gives the calls that report to a debugger as calls inlined from a function whose name is
// this line; symbolizers print it, and the report tools read it back (Docs/Decisions/009). The text is
// plain ASCII. It does not say which bits are uninitialized: that is known when the program runs.

/// An operation that needs its operands initialized. The raw value is for programs.
public enum CheckedOperation: String, CaseIterable, Sendable {
  case branch
  case selection = "switch"
  case jump
  case load
  case store
  case atomicAccess = "atomic"
  case copy = "memcpy"
  case move = "memmove"
  case fill = "memset"
  case call
  case functionReturn = "return"
  case division
  case vectorElement = "vector-element"
  case vectorAccess = "vector-access"
  case assembly
  case variableArguments = "variable-arguments"
  case other

  /// How the line begins; the values follow. None is the start of another.
  public var words: String {
    switch self {
    case .branch: "branch on"
    case .selection: "switch on"
    case .jump: "jump to"
    case .load: "load from"
    case .store: "store to"
    case .atomicAccess: "atomic access of"
    case .copy: "memcpy with"
    case .move: "memmove with"
    case .fill: "memset with"
    case .call: "call of"
    case .functionReturn: "return of"
    case .division: "division by"
    case .vectorElement: "vector element at"
    case .vectorAccess: "vector access of"
    case .assembly: "assembly with"
    case .variableArguments: "variable arguments in"
    case .other: "operation on"
    }
  }

  /// Why the operands are checked, as a sentence.
  public var reason: String {
    switch self {
    case .branch, .selection, .jump: "The value decides which code runs next."
    case .load: "The address decides which memory is read."
    case .store: "The address decides which memory is overwritten."
    case .atomicAccess: "The address decides which memory is changed."
    case .copy, .move: "Addresses and length decide which memory is read and overwritten."
    case .fill: "Address and length decide which memory is overwritten."
    case .call:
      "The callee's declaration promises that its arguments are initialized, and the callee relies"
        + " on it."
    case .functionReturn:
      "The function promises that its result is initialized, and its callers rely on it."
    case .division: "A divisor that happens to be zero stops the kernel."
    case .vectorElement: "The index decides which element is used."
    case .vectorAccess: "Address and mask decide which memory is accessed."
    case .assembly: "What assembly does with an operand cannot be followed."
    case .variableArguments: "The list decides from where arguments are read."
    case .other: "What the operation does with its operands cannot be followed."
    }
  }
}

/// A value that a check looks at, as the source names it.
public struct CheckedValue: Hashable, Sendable {
  /// What the operation uses it as, such as `length`; nil where the operation has one operand.
  public var role: String?
  /// The variable, field or call that it comes from, such as `hdr->flags`; nil when unknown.
  public var name: String?
  /// The type of what the name says; nil when unknown.
  public var type: String?

  public init(role: String? = nil, name: String? = nil, type: String? = nil) {
    self.role = role
    self.name = name
    self.type = type
  }

  /// `length 'n' (size_t)`.
  public var text: String {
    var text = role ?? ""
    if let name { text += (text.isEmpty ? "'" : " '") + name + "'" }
    if let type { text += (text.isEmpty ? "a value (" : " (") + type + ")" }
    return text.isEmpty ? "a value" : text
  }
}

/// What one check is about.
public struct CheckedUse: Hashable, Sendable {
  public var operation: CheckedOperation
  /// The function that is called; nil for other operations and calls through pointers.
  public var callee: String?
  /// One of these was not initialized. Values that are certain to be initialized are left out.
  public var values: [CheckedValue]

  /// More values are not named.
  public static let valuesMax = 3
  /// Longer names and types are cut, in bytes.
  public static let nameBytesMax = 80
  /// What the names of the inlined functions begin with.
  public static let prefix = "kmsan: "

  public init(_ operation: CheckedOperation, callee: String? = nil, values: [CheckedValue]) {
    self.operation = operation
    self.callee = callee
    self.values = values
  }

  /// `branch on 'flags' (u32)`, `call of f with argument 2 'n' (size_t) or argument 3`.
  public var text: String {
    var text = operation.words
    if operation == .call { text += " " + (callee ?? "a pointer") + " with" }
    for (index, value) in values.enumerated() { text += (index == 0 ? " " : " or ") + value.text }
    return values.isEmpty ? text + " a value" : text
  }

  /// The name of the inlined function.
  public var functionName: String { CheckedUse.prefix + text }

  /// A name as the text may hold it: printable, without the quotation mark that ends it.
  public static func plain(name: String) -> String { plain(name, without: [UInt8(ascii: "'")]) }

  /// A type as the text may hold it: printable, without the parentheses around it.
  public static func plain(type: String) -> String {
    plain(type, without: [UInt8(ascii: "("), UInt8(ascii: ")")])
  }

  private static func plain(_ name: String, without marks: [UInt8]) -> String {
    var result = ""
    for byte in name.utf8.prefix(nameBytesMax) {
      let isPlain = 0x20..<0x7F ~= byte && !marks.contains(byte)
      result.unicodeScalars.append(Unicode.Scalar(isPlain ? byte : UInt8(ascii: "_")))
    }
    return result
  }
}

// MARK: - Reading

extension CheckedUse {
  /// The use that an inlined function's name tells; nil for other names.
  public init?(functionName: String) {
    guard functionName.utf8.starts(with: CheckedUse.prefix.utf8) else { return nil }
    self.init(text: String(functionName.dropFirst(CheckedUse.prefix.utf8.count)))
  }

  /// Reads what ``text`` writes; nil for other text.
  public init?(text: String) {
    guard
      let operation = CheckedOperation.allCases.first(where: {
        text.utf8.starts(with: ($0.words + " ").utf8)
      })
    else { return nil }
    self.init(operation, values: [])
    var rest = Array(text.utf8)[(operation.words.utf8.count + 1)...]
    if operation == .call {
      guard let end = CheckedUse.index(of: " with ", in: rest) else { return nil }
      let name = String(decoding: rest[..<end], as: UTF8.self)
      callee = name == "a pointer" ? nil : name
      rest = rest[(end + " with ".utf8.count)...]
    }
    while !rest.isEmpty, values.count < CheckedUse.valuesMax {
      guard let value = CheckedUse.takeValue(&rest) else { return nil }
      if value != CheckedValue() { values.append(value) }
    }
    guard rest.isEmpty else { return nil }
  }

  /// Takes `role 'name' (type)` and what separates it from the next one.
  private static func takeValue(_ rest: inout ArraySlice<UInt8>) -> CheckedValue? {
    var value = CheckedValue()
    let separator = " or "
    let end = rest.firstIndex { $0 == UInt8(ascii: "'") || $0 == UInt8(ascii: "(") }
    let next = index(of: separator, in: rest) ?? rest.endIndex
    let role = trimmed(rest[..<min(end ?? rest.endIndex, next)])
    guard role.utf8.allSatisfy({ isWordByte($0) }) else { return nil }
    if !role.isEmpty, role != "a value" { value.role = role }
    rest = rest[min(end ?? rest.endIndex, next)...]
    if rest.first == UInt8(ascii: "'") {
      guard let close = rest.dropFirst().firstIndex(of: UInt8(ascii: "'")) else { return nil }
      value.name = String(decoding: rest[(rest.startIndex + 1)..<close], as: UTF8.self)
      rest = rest[(close + 1)...]
    }
    let type = rest.drop { $0 == UInt8(ascii: " ") }
    if type.first == UInt8(ascii: "(") {
      guard let close = type.firstIndex(of: UInt8(ascii: ")")) else { return nil }
      value.type = String(decoding: type[(type.startIndex + 1)..<close], as: UTF8.self)
      rest = type[(close + 1)...]
    }
    if rest.isEmpty { return value }
    guard rest.starts(with: separator.utf8), rest.count > separator.utf8.count else { return nil }
    rest = rest.dropFirst(separator.utf8.count)
    return value
  }

  private static func index(of word: String, in bytes: ArraySlice<UInt8>) -> Int? {
    bytes.indices.first { bytes[$0...].starts(with: word.utf8) }
  }

  /// Roles are words and numbers.
  private static func isWordByte(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10
  }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> String {
    var result = bytes
    while result.last == UInt8(ascii: " ") { result.removeLast() }
    return String(decoding: result, as: UTF8.self)
  }
}
