// The model of a report of Linux's KMSAN: what its console text says, and no more.
// Source of the text: Linux, mm/kmsan/report.c and lib/dump_stack.c.

import KMSANABI

/// What was done with uninitialized memory; the ABI lists the kinds.
public typealias ReportKind = KMSANABI.ReportKind

extension KMSANABI.ReportKind: Codable {}

/// One line of a stack: a function and where in it.
public struct StackFrame: Sendable, Equatable, Codable {
  /// The function's name, or the address where the kernel had no symbol.
  public var function: String
  /// The offset of the return address in the function, in bytes.
  public var offset: UInt64?
  /// The size of the function, in bytes.
  public var size: UInt64?
  /// The module that the function is in; nil for the kernel itself.
  public var module: String?
  /// `file:line` where a symbolizer has added it.
  public var location: String?
  /// Whether a symbolizer says that the frame was inlined.
  public var isInlined: Bool
  /// Whether the unwinder marked the frame as a guess (`? `).
  public var isGuess: Bool

  public init(
    function: String, offset: UInt64? = nil, size: UInt64? = nil, module: String? = nil,
    location: String? = nil, isInlined: Bool = false, isGuess: Bool = false
  ) {
    self.function = function
    self.offset = offset
    self.size = size
    self.module = module
    self.location = location
    self.isInlined = isInlined
    self.isGuess = isGuess
  }
}

/// One step on the way of an uninitialized value, as the report lists it: newest first.
public struct OriginStep: Sendable, Equatable, Codable {
  public enum Kind: Sendable, Equatable, Codable {
    /// The value was stored to memory.
    case stored
    /// The memory was allocated (or freed).
    case created
    /// The memory is a local variable.
    case local(name: String)
  }
  public var kind: Kind
  public var stack: [StackFrame]
  /// Whether the report says that stacks were left out here to save memory.
  public var omitsStacks: Bool

  public init(kind: Kind, stack: [StackFrame] = [], omitsStacks: Bool = false) {
    self.kind = kind
    self.stack = stack
    self.omitsStacks = omitsStacks
  }
}

/// Which bytes of an access are uninitialized.
public struct ByteRange: Sendable, Equatable, Codable {
  /// The first and the last byte, counted from the start of the access.
  public var first: Int
  public var last: Int
  /// The size of the access in bytes.
  public var size: Int

  public init(first: Int, last: Int, size: Int) {
    self.first = first
    self.last = last
    self.size = size
  }
}

/// A report of KMSAN, parsed from console text.
public struct Report: Sendable, Equatable, Codable {
  /// The words between `BUG: KMSAN: ` and ` in `.
  public var title: String
  /// Nil for a kind that this version does not know; the title holds the words.
  public var kind: ReportKind?
  /// The function named by the header, with its offset.
  public var function: StackFrame
  /// The stack of the use.
  public var use: [StackFrame]
  /// Stores and creation, newest first.
  public var origins: [OriginStep]
  public var bytes: ByteRange?
  /// The size of the access, in bytes, and where it starts.
  public var accessSize: Int?
  public var accessAddress: UInt64?
  /// The user-space address that the bytes were copied to.
  public var userAddress: UInt64?
  /// The type of the memory, such as `malloc`; Linux prints none.
  public var memoryType: String?
  /// The name of the check that found the bytes; Linux prints none.
  public var check: String?
  /// The line `CPU: … Comm: …`, without its first word.
  public var task: String?
  public var hardware: String?
  /// Lines between the bytes and the closing ruler that Linux does not print: our additions.
  public var additions: [String]
  /// The time of the header, in nanoseconds since boot.
  public var timeNanoseconds: UInt64?
  /// The line of the header, counted from 1 in the text that was parsed.
  public var line: Int
  /// Whether the closing ruler was missing.
  public var isTruncated: Bool

  public init(title: String, function: StackFrame, line: Int) {
    self.title = title
    self.kind = ReportKind(rawValue: title)
    self.function = function
    self.use = []
    self.origins = []
    self.additions = []
    self.line = line
    self.isTruncated = false
  }
}
