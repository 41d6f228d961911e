// Which reports are about the same bug. Version 1 of the definition; Docs/Reports.md tells users.
//
// The origin is left out on purpose: one use of uninitialized memory is one bug, wherever the memory
// came from. It is a second key, for grouping only.

import Crypto

/// A name for a bug: equal for reports of the same use, on any machine and in any build.
public struct Fingerprint: Sendable, Hashable, CustomStringConvertible {
  /// The version of the definition. Documents carry it beside the fingerprint.
  public static let version = 1
  /// What tells the two keys apart, and their versions.
  private static let domain = "kmsan/v\(version)"
  private static let originDomain = "kmsan-origin/v\(version)"
  /// How many frames of the use count.
  private static let framesMax = 3
  /// The size of an access that counts as that of a structure, in bytes. Larger accesses are of
  /// buffers, whose sizes differ from call to call.
  private static let structureBytesMax = 64

  /// The first 64 bits of a SHA-256.
  private let value: UInt64

  /// Sixteen hexadecimal digits.
  public var description: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }

  /// A fingerprint that was written down before; nil when it is none.
  public init?(_ text: String) {
    guard text.utf8.count == 16, let value = UInt64(hexadecimal: text[...]) else {
      return nil
    }
    self.value = value
  }

  /// The fingerprint of a report: its kind, the first three frames of the use that are of interest,
  /// and the shape of the access.
  public init(of report: Report) {
    var parts = [Fingerprint.domain, report.title]
    parts += Fingerprint.names(report.use, else: report.function)
    parts.append(Fingerprint.shape(of: report))
    self.init(parts: parts)
  }

  /// The key of where the memory came from: the variable, or the first three frames of its creation.
  /// Nil when the report does not say.
  public init?(originOf report: Report) {
    guard let step = report.origins.last, step.kind != .stored else { return nil }
    var parts = [Fingerprint.originDomain, step.variable ?? ""]
    parts += Fingerprint.names(step.stack, else: nil)
    guard parts.count > 2 || step.variable != nil else { return nil }
    self.init(parts: parts)
  }

  private init(parts: [String]) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(256)
    for part in parts {
      bytes.append(contentsOf: part.utf8)
      bytes.append(0)
    }
    value = SHA256.hash(data: bytes).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The names that count. A stack of helpers alone counts with its first frames.
  private static func names(_ stack: [StackFrame], else function: StackFrame?) -> [String] {
    let names = FrameFilter.standard.namesOfInterest(stack, max: framesMax)
    if !names.isEmpty { return names }
    var frames = Array(stack.filter { !$0.isInlined }.prefix(framesMax))
    if frames.isEmpty, let function { frames = [function] }
    return frames.map { FrameFilter.plainName($0.function) }
  }

  /// `value`, `bytes 4-7 of 16`, or `buffer`.
  private static func shape(of report: Report) -> String {
    guard let bytes = report.bytes else { return "value" }
    guard let size = bytes.size, size <= structureBytesMax else { return "buffer" }
    return "bytes " + String(bytes.first) + "-" + String(bytes.last) + " of " + String(size)
  }
}

extension Report {
  /// The function that the fingerprint counts first. It does not change with the rule for headings.
  public var fingerprintFunction: String {
    let first = use.first {
      !$0.isGuess && !$0.isInlined && !FrameFilter.standard.isHelper($0.function)
    }
    return (first ?? use.first ?? function).function
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
