// Reports as JSON, for programs. Docs/report.schema.json describes the document; tests hold it.

import Foundation
import KMSANReport

/// A JSON document with all reports.
public struct JSONDocument: Encodable, Sendable {
  public struct Tool: Encodable, Sendable {
    public var name = "kmsan"
    public var version: String
  }
  public struct Totals: Encodable, Sendable {
    public var reports: Int
    public var unique: Int
    public var damaged: Int
  }
  public struct Entry: Encodable, Sendable {
    public var fingerprint: Fingerprint
    public var fingerprintVersion = Fingerprint.version
    /// The kind and the function, as syzkaller words them.
    public var heading: String
    public var count: Int
    public var damagedCount: Int
    public var baseline: BaselineState?
    public var suppression: SuppressionNote?
    public var occurrences: [UniqueReport.Occurrence]
    public var origins: [Fingerprint]
    public var report: Report
  }

  public let schemaVersion = DocumentContext.schemaVersion
  public let tool: Tool
  public let logs: [String]
  public let totals: Totals
  public let reports: [Entry]

  public init(_ entries: [ReportEntry], context: DocumentContext) {
    tool = Tool(version: context.toolVersion)
    logs = context.logs
    totals = Totals(
      reports: entries.reduce(0) { $0 + $1.unique.count }, unique: entries.count,
      damaged: entries.reduce(0) { $0 + $1.unique.damagedCount })
    reports = entries.map {
      Entry(
        fingerprint: $0.unique.fingerprint, heading: $0.report.heading,
        count: $0.unique.count, damagedCount: $0.unique.damagedCount, baseline: $0.baseline,
        suppression: $0.suppression,
        occurrences: $0.unique.occurrences, origins: $0.unique.origins, report: $0.report)
    }
  }

  /// The text, with sorted keys and a final line feed: equal documents are equal byte by byte.
  public func text() throws -> String { try JSONText.encode(self) }
}

/// How the tools write JSON.
public enum JSONText {
  /// The value with sorted keys, one per line.
  public static func encode(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
  }
}
