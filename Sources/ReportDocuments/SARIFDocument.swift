// Reports as SARIF 2.1.0 (OASIS), for code scanning services and editors: the kind is the rule, the
// first frame of interest the location, creation → stores → use the code flow.

import Foundation
import KMSANReport

/// A SARIF log with one run.
public struct SARIFDocument: Encodable, Sendable {
  let schema = "https://json.schemastore.org/sarif-2.1.0.json"
  let version = "2.1.0"
  let runs: [Run]

  enum CodingKeys: String, CodingKey {
    case schema = "$schema"
    case version, runs
  }

  public init(_ entries: [ReportEntry], context: DocumentContext) {
    let titles = Array(Set(entries.map(\.report.title))).sorted()
    let rules = titles.map { title in
      Rule(
        id: title,
        shortDescription: Message(text: ReportKind(rawValue: title)?.meaning ?? title))
    }
    let indices = Dictionary(uniqueKeysWithValues: titles.enumerated().map { ($1, $0) })
    let driver = Driver(
      version: context.toolVersion, semanticVersion: context.toolVersion, rules: rules)
    runs = [
      Run(
        tool: Tool(driver: driver),
        results: entries.map { Result($0, ruleIndex: indices[$0.report.title] ?? 0) },
        properties: RunProperties(
          schemaVersion: DocumentContext.schemaVersion, logs: context.logs))
    ]
  }

  /// The text, with a final line feed.
  public func text() throws -> String { try JSONText.encode(self) }
}

// MARK: - Objects, in the standard's own words

extension SARIFDocument {
  struct Run: Encodable, Sendable {
    let tool: Tool
    let columnKind = "unicodeCodePoints"
    let results: [Result]
    let properties: RunProperties
  }
  struct RunProperties: Encodable, Sendable {
    let schemaVersion: Int
    let logs: [String]
  }
  struct Tool: Encodable, Sendable { let driver: Driver }
  struct Driver: Encodable, Sendable {
    let name = "kmsan"
    let version: String
    let semanticVersion: String
    let rules: [Rule]
  }
  struct Rule: Encodable, Sendable {
    let id: String
    let shortDescription: Message
  }
  struct Message: Encodable, Equatable, Sendable { let text: String }
  struct Suppression: Encodable, Sendable {
    let kind = "external"
    let justification: String
  }
  struct Region: Encodable, Equatable, Sendable {
    let startLine: Int
    let startColumn: Int?
  }
  struct ArtifactLocation: Encodable, Equatable, Sendable { let uri: String }
  struct PhysicalLocation: Encodable, Equatable, Sendable {
    let artifactLocation: ArtifactLocation
    let region: Region?
  }
  struct LogicalLocation: Encodable, Equatable, Sendable {
    let name: String
    let fullyQualifiedName: String
    let kind = "function"
  }
  struct Location: Encodable, Equatable, Sendable {
    var physicalLocation: PhysicalLocation?
    var logicalLocations: [LogicalLocation]?
    var message: Message?
  }
  struct StackFrameObject: Encodable, Equatable, Sendable {
    let location: Location
    let module: String?
  }
  struct Stack: Encodable, Equatable, Sendable {
    let message: Message
    let frames: [StackFrameObject]
  }
  struct ThreadFlowLocation: Encodable, Sendable {
    let location: Location
    let executionOrder: Int
  }
  struct ThreadFlow: Encodable, Sendable { let locations: [ThreadFlowLocation] }
  struct CodeFlow: Encodable, Sendable { let threadFlows: [ThreadFlow] }
  struct ResultProperties: Encodable, Sendable {
    let damages: [Damage]
    let origins: [String]
    let operation: CheckedUse?
  }
  struct Result: Encodable, Sendable {
    let ruleId: String
    let ruleIndex: Int
    let level: String
    let message: Message
    let locations: [Location]
    let stacks: [Stack]
    let codeFlows: [CodeFlow]
    let partialFingerprints: [String: String]
    let occurrenceCount: Int
    let baselineState: String?
    let suppressions: [Suppression]?
    let properties: ResultProperties
  }
}

// MARK: - From the model

extension SARIFDocument.Location {
  /// A location; a frame without a source has only its function.
  init(_ frame: StackFrame, message: String? = nil) {
    physicalLocation = frame.location.flatMap { place in
      guard !place.file.isEmpty else { return nil }
      // Lines of zero are unknown; the standard counts from one.
      let region = SARIFDocument.Region(
        startLine: max(place.line, 1), startColumn: place.column.map { max($0, 1) })
      return SARIFDocument.PhysicalLocation(
        artifactLocation: .init(uri: SARIFDocument.uri(place.file)),
        region: place.line > 0 ? region : nil)
    }
    logicalLocations = [.init(name: frame.function, fullyQualifiedName: frame.symbol)]
    self.message = message.map { SARIFDocument.Message(text: $0) }
  }
}

extension SARIFDocument {
  /// A path as a URI reference: what is not allowed there is escaped.
  static func uri(_ path: String) -> String {
    var allowed = CharacterSet.urlPathAllowed
    allowed.remove(charactersIn: ":")
    let escaped = path.addingPercentEncoding(withAllowedCharacters: allowed) ?? "unknown"
    return path.hasPrefix("/") ? "file://" + escaped : escaped
  }

  static func stack(_ words: String, _ frames: [StackFrame]) -> Stack {
    Stack(
      message: Message(text: words),
      frames: frames.map { StackFrameObject(location: Location($0), module: $0.module) })
  }
}

extension SARIFDocument.Result {
  init(_ entry: ReportEntry, ruleIndex: Int) {
    let report = entry.report
    ruleId = report.title
    self.ruleIndex = ruleIndex
    level = entry.baseline == .absent ? "none" : "error"
    let words = report.bytes.map { " (\($0.words))" } ?? ""
    let use = report.operation.map { ": \($0.sentence)" } ?? ""
    message = .init(text: "\(report.heading)\(words)\(use)")
    var frame = entry.frame
    frame.location = frame.location ?? entry.place
    locations = [.init(frame)]
    // The standard allows each stack once; a loop may have stored a value twice from one place.
    let all =
      [SARIFDocument.stack("used", report.use)]
      + report.origins.map { SARIFDocument.stack($0.label, $0.stack) }
    stacks = all.enumerated().filter { !all[..<$0].contains($1) }.map(\.element)
    let rule = HeadingRule(for: report)
    var steps = report.origins.reversed().compactMap { step in
      rule.firstOfInterest(step.stack).map {
        SARIFDocument.Location($0, message: step.label)
      }
    }
    steps.append(.init(frame, message: "used"))
    let locations = steps.enumerated().map {
      SARIFDocument.ThreadFlowLocation(location: $1, executionOrder: $0 + 1)
    }
    codeFlows = [.init(threadFlows: [.init(locations: locations)])]
    partialFingerprints = [
      "kmsan/v\(Fingerprint.version)": entry.unique.fingerprint.description
    ]
    occurrenceCount = entry.unique.count
    baselineState = entry.baseline?.rawValue
    suppressions = entry.suppression.map { [.init(justification: $0.reason)] }
    properties = .init(
      damages: report.damages, origins: entry.unique.origins.map(\.description),
      operation: report.operation)
  }
}
