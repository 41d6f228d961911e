// Which reports are about the same bug. Version 1 of the definition; Docs/Reports.md tells users.
//
// The origin is left out on purpose: one use of uninitialized memory is one bug, wherever the memory
// came from. It is a second key, for grouping only.

import Crypto

/// A name for a bug: equal for reports of the same use, on any machine and in any build.
public struct Fingerprint: Sendable, Hashable, CustomStringConvertible {
  /// The version of the definition. Documents carry it beside the fingerprint.
  public static let version = 1
  /// How many frames of the use count.
  private static let framesMax = 3
  /// The size of an access that counts as that of a structure, in bytes. Larger accesses are of
  /// buffers, whose sizes differ from call to call.
  private static let structureBytesMax = 64

  /// Sixteen hexadecimal digits: the first 64 bits of a SHA-256.
  public let description: String

  /// A fingerprint that was written down before; nil when it is none.
  public init?(_ text: String) {
    guard text.utf8.count == 16, UInt64(hexadecimal: text[...]) != nil else { return nil }
    description = text.lowercased()
  }

  /// The fingerprint of a report: its kind, the first three frames of the use that are of interest,
  /// and the shape of the access.
  public init(of report: Report) {
    var parts = ["kmsan/v\(Fingerprint.version)", report.title]
    parts += Fingerprint.names(report.use, else: report.function)
    parts.append(Fingerprint.shape(of: report))
    self.init(parts: parts)
  }

  /// The key of where the memory came from: the variable, or the first three frames of its creation.
  /// Nil when the report does not say.
  public init?(originOf report: Report) {
    guard let step = report.origins.last, step.kind != .stored else { return nil }
    var parts = ["kmsan-origin/v\(Fingerprint.version)", step.variable ?? ""]
    parts += Fingerprint.names(step.stack, else: nil)
    guard parts.count > 2 || step.variable != nil else { return nil }
    self.init(parts: parts)
  }

  private init(parts: [String]) {
    var hash = SHA256()
    for part in parts {
      part.utf8.withContiguousStorageIfAvailable { hash.update(bufferPointer: .init($0)) }
        ?? hash.update(data: Array(part.utf8))
      hash.update(data: [0])
    }
    var digits = ""
    for byte in hash.finalize().prefix(8) {
      digits += byte < 16 ? "0" : ""
      digits += String(byte, radix: 16)
    }
    description = digits
  }

  /// The names that count. A stack of helpers alone counts with its first frames.
  private static func names(_ stack: [StackFrame], else function: StackFrame?) -> [String] {
    let filter = FrameFilter.standard
    var frames = filter.framesOfInterest(stack, max: framesMax)
    if frames.isEmpty { frames = Array(stack.filter { !$0.isInlined }.prefix(framesMax)) }
    if frames.isEmpty, let function { frames = [function] }
    return frames.map { FrameFilter.plainName($0.function) }
  }

  /// `value`, `bytes 4-7 of 16`, or `buffer`.
  private static func shape(of report: Report) -> String {
    guard let bytes = report.bytes else { return "value" }
    guard let size = bytes.size, size <= structureBytesMax else { return "buffer" }
    return "bytes \(bytes.first)-\(bytes.last) of \(size)"
  }
}

extension Report {
  /// The function that the fingerprint counts first. It does not change with the rule for headings.
  public var fingerprintFunction: String {
    let first = FrameFilter.standard.framesOfInterest(use, max: 1).first ?? use.first ?? function
    return first.function
  }
}

extension Fingerprint: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let fingerprint = Fingerprint(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "'\(text)' is not sixteen hexadecimal digits")
    }
    self = fingerprint
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
