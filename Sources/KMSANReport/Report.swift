// The model of a report: what the text of a console says, and what symbolization adds to it.
// Source of the text: Linux, mm/kmsan/report.c and lib/dump_stack.c; FreeBSD and NetBSD,
// sys/kern/subr_msan.c.

import KMSANABI

/// What was done with uninitialized memory; the ABI lists the kinds.
public typealias ReportKind = KMSANABI.ReportKind

extension KMSANABI.ReportKind: Codable {}

/// Whose text a report is.
public enum Dialect: String, Sendable, Codable, CaseIterable {
  /// Linux, and the runtime of this project.
  case linux
  case freeBSD = "freebsd"
  case netBSD = "netbsd"
}

/// What is wrong with a report's text. A damaged report is kept: what was there is in the model.
public enum Damage: String, Sendable, Codable, CaseIterable {
  /// The end is missing: a panic, a reset, the end of the text, or another report came first.
  case truncated
  /// The header's words could not be told apart.
  case header
  /// The header began in the middle of a line of something else.
  case sharedLine = "shared-line"
  /// There is no stack of the use.
  case stack
  /// Lines inside do not belong to a report.
  case foreignLines = "foreign-lines"
  /// The kernel says that it dropped lines.
  case lostLines = "lost-lines"
  /// A line was longer than any line of a report; the rest of it was skipped.
  case longLine = "long-line"
  /// Bytes were not UTF-8.
  case encoding

  /// What is wrong, in a few words.
  public var meaning: String {
    switch self {
    case .truncated: "cut off before its end"
    case .header: "the header is unreadable"
    case .sharedLine: "began inside another line"
    case .stack: "no stack of the use"
    case .foreignLines: "lines of something else in between"
    case .lostLines: "the kernel dropped lines"
    case .longLine: "an overlong line was cut"
    case .encoding: "bytes that are no UTF-8"
    }
  }
}

/// One step on the way of an uninitialized value, as the report lists it: newest first.
public struct OriginStep: Sendable, Equatable, Codable {
  public enum Kind: String, Sendable, Codable {
    /// The value was stored to memory.
    case stored
    /// The memory was allocated (or freed).
    case created
    /// The memory is a local variable.
    case local
  }
  public var kind: Kind
  /// The name of the local variable; nil for memory that has none.
  public var variable: String?
  public var stack: [StackFrame]
  /// Whether the report says that newer stacks were left out before this one to save memory.
  public var omitsStacks: Bool
  /// What the debug information says about the variable.
  public var object: ObjectDescription?

  public init(
    kind: Kind, variable: String? = nil, stack: [StackFrame] = [], omitsStacks: Bool = false
  ) {
    self.kind = kind
    self.variable = variable
    self.stack = stack
    self.omitsStacks = omitsStacks
  }
}

/// A local variable as the debug information describes it.
public struct ObjectDescription: Sendable, Equatable, Codable {
  /// Where the variable is declared.
  public var declaration: SourceLocation?
  /// Its size in bytes.
  public var size: Int?
  /// Its type as C writes it, such as `struct foo_hdr`.
  public var type: String?
  /// The fields in the order of their offsets, nested ones as `outer.inner`; without padding.
  public var fields: [Field]

  /// A field of a structure.
  public struct Field: Sendable, Equatable, Codable {
    public var name: String
    /// Where it starts, in bytes from the start of the variable.
    public var offset: Int
    /// Its size in bytes.
    public var size: Int

    public init(name: String, offset: Int, size: Int) {
      self.name = name
      self.offset = offset
      self.size = size
    }
  }

  public init(
    declaration: SourceLocation? = nil, size: Int? = nil, type: String? = nil,
    fields: [Field] = []
  ) {
    self.declaration = declaration
    self.size = size
    self.type = type
    self.fields = fields
  }
}

/// Which bytes of an access are uninitialized.
public struct ByteRange: Sendable, Equatable, Codable {
  /// The first and the last byte, counted from the start of the access.
  public var first: Int
  public var last: Int
  /// The size of the access in bytes; nil where the kernel prints none.
  public var size: Int?

  public init(first: Int, last: Int, size: Int?) {
    self.first = first
    self.last = last
    self.size = size
  }
}

/// Which bits of a value are uninitialized.
public struct BitMask: Sendable, Equatable, Codable {
  /// A bit that is set is uninitialized.
  public var mask: UInt64
  /// Bits of the value, from 1 to 64.
  public var width: Int

  /// Nil when the value has no such bits.
  public init?(mask: UInt64, width: Int) {
    guard (1...64).contains(width), mask != 0, width == 64 || mask >> UInt64(width) == 0 else {
      return nil
    }
    self.mask = mask
    self.width = width
  }

  /// `Bits 0xc of 32 are uninitialized`, the line of a report.
  public var line: String { "Bits 0x\(String(mask, radix: 16)) of \(width) are uninitialized" }

  /// `all 32 bits`, `bits 2 to 3 of 32`, `bits 0xff00ff of 32`.
  public var words: String {
    let first = mask.trailingZeroBitCount
    let last = 63 - mask.leadingZeroBitCount
    if mask.nonzeroBitCount == width { return width == 1 ? "the bit" : "all \(width) bits" }
    guard mask.nonzeroBitCount == last - first + 1 else {
      return "bits 0x\(String(mask, radix: 16)) of \(width)"
    }
    return (first == last ? "bit \(first)" : "bits \(first) to \(last)") + " of \(width)"
  }
}

/// A report of KMSAN, parsed from console text.
public struct Report: Sendable, Equatable, Codable {
  public var dialect: Dialect
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
  /// Which bits of a checked value; only the runtime of this project prints it.
  public var bits: BitMask?
  /// The size of the access, in bytes, and where it starts.
  public var accessSize: Int?
  public var accessAddress: UInt64?
  /// The user-space address that the bytes were copied to.
  public var userAddress: UInt64?
  /// The type of the memory, such as `malloc`; Linux prints none.
  public var memoryType: String?
  /// The name of the check that found the bytes; Linux prints none.
  public var check: String?
  /// What the check was about, where debug information or the console tells it.
  public var operation: CheckedUse?
  /// The shadow of the bytes; only the runtime of this project prints it.
  public var shadow: ShadowDump?
  /// The line `CPU: … Comm: …`, without its first word.
  public var task: String?
  public var hardware: String?
  /// Lines between the bytes and the closing ruler that Linux does not print: our additions.
  public var additions: [String]
  /// The time of the header, in nanoseconds since boot.
  public var timeNanoseconds: UInt64?
  /// The line of the header, counted from 1 in the text that was parsed.
  public var line: Int
  /// What is wrong with the text, without repetition, in the order in which it was noticed.
  public var damages: [Damage]
  /// The text of the console from the header to the end, at most ``rawBytesMax`` of it.
  public var raw: String

  /// The limit of ``raw``, in bytes.
  public static let rawBytesMax = 64 * 1024

  public init(dialect: Dialect = .linux, title: String, function: StackFrame, line: Int) {
    self.dialect = dialect
    self.title = title
    self.kind = ReportKind(rawValue: title)
    self.function = function
    self.use = []
    self.origins = []
    self.additions = []
    self.line = line
    self.damages = []
    self.raw = ""
  }

  /// Whether the kernel printed frames of the use as addresses.
  public var hasBareAddresses: Bool { use.contains { $0.bareAddress != nil } }

  /// Whether the end is missing.
  public var isTruncated: Bool { damages.contains(.truncated) }

  /// Notes that something is wrong with the text.
  public mutating func mark(_ damage: Damage) {
    if !damages.contains(damage) { damages.append(damage) }
  }

  /// `uninit-value in foo`, with the function that the kernel names; see ``heading``.
  public var summary: String { "\(title) in \(function.function)" }
}
