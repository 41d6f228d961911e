// One line of a stack, and the place in a source that a symbolizer finds for it.

/// A place in a source.
public struct SourceLocation: Sendable, Hashable, Codable {
  /// The path as the debug information or the log has it.
  public var file: String
  /// Counted from 1.
  public var line: Int
  /// Counted from 1; nil when unknown.
  public var column: Int?

  public init(file: String, line: Int, column: Int? = nil) {
    self.file = file
    self.line = line
    self.column = column
  }
}

extension SourceLocation: CustomStringConvertible {
  /// `file:line` or `file:line:column`.
  public var description: String { "\(file):\(line)" + (column.map { ":\($0)" } ?? "") }
}

/// The lines of a source around a place.
public struct SourceExcerpt: Sendable, Equatable, Codable {
  /// The number of the first line, counted from 1.
  public var firstLine: Int
  public var lines: [String]

  public init(firstLine: Int, lines: [String]) {
    self.firstLine = firstLine
    self.lines = lines
  }
}

/// One line of a stack: a function and where in it.
public struct StackFrame: Sendable, Equatable, Codable {
  /// The function's name, or the address where the kernel had no symbol.
  public var function: String
  /// The offset of the return address in the function, in bytes.
  public var offset: UInt64?
  /// The size of the function, in bytes.
  public var size: UInt64?
  /// The return address; Linux prints none.
  public var address: UInt64?
  /// The module that the function is in; nil for the kernel itself.
  public var module: String?
  /// The build id that the kernel printed behind the module, in hexadecimal digits.
  public var buildID: String?
  /// Where a symbolizer has added it.
  public var location: SourceLocation?
  /// Whether a symbolizer says that the frame was inlined.
  public var isInlined: Bool
  /// Whether the unwinder marked the frame as a guess (`? `).
  public var isGuess: Bool
  /// The source around the location, where it was found.
  public var excerpt: SourceExcerpt?

  public init(
    function: String, offset: UInt64? = nil, size: UInt64? = nil, address: UInt64? = nil,
    module: String? = nil, buildID: String? = nil, location: SourceLocation? = nil,
    isInlined: Bool = false, isGuess: Bool = false
  ) {
    self.function = function
    self.offset = offset
    self.size = size
    self.address = address
    self.module = module
    self.buildID = buildID
    self.location = location
    self.isInlined = isInlined
    self.isGuess = isGuess
  }
}

extension StackFrame {
  /// The return address, where the kernel had no name for it; nil for a frame that names its function.
  public var bareAddress: UInt64? {
    guard offset == nil, StackFrame.isAddress(function[...]) else { return nil }
    return UInt64(hexadecimal: function[...])
  }
}

extension StackFrame: CustomStringConvertible {
  /// `name+0x1a/0x40 [module] file.c:12`, as symbolized consoles have it.
  public var description: String {
    var text = symbol
    if let location { text += " \(location)" }
    if isInlined { text += " [inline]" }
    return text
  }

  /// The frame without what a symbolizer adds: `? name+0x1a/0x40 [module]`.
  public var symbol: String {
    var text = isGuess ? "? " : ""
    text += function
    if let offset {
      text += "+0x\(String(offset, radix: 16))"
      if let size { text += "/0x\(String(size, radix: 16))" }
    }
    if let module { text += buildID.map { " [\(module) \($0)]" } ?? " [\(module)]" }
    return text
  }
}
