// What every document says about itself, and the order in which it shows reports.

import KMSANReport

/// Who makes a document, from what.
public struct DocumentContext: Sendable {
  /// The version of ``JSONDocument``; a change that breaks a reader counts it up.
  public static let schemaVersion = 1

  public var toolVersion: String
  /// The names of the logs.
  public var logs: [String]

  public init(toolVersion: String, logs: [String]) {
    self.toolVersion = toolVersion
    self.logs = logs
  }
}

/// How a report stands to an earlier run.
public enum BaselineState: String, Sendable, Codable, CaseIterable {
  case new
  case unchanged
  /// The report was there earlier and is not any more.
  case absent
}

/// A reason not to act on a report.
public struct SuppressionNote: Sendable, Codable, Equatable {
  public var reason: String

  public init(reason: String) { self.reason = reason }
}

/// A report as documents show it: with what is known beyond its text.
public struct ReportEntry: Sendable {
  public var unique: UniqueReport
  /// Nil where there is nothing to compare with.
  public var baseline: BaselineState?
  /// Nil for a report to act on.
  public var suppression: SuppressionNote?

  public init(
    _ unique: UniqueReport, baseline: BaselineState? = nil, suppression: SuppressionNote? = nil
  ) {
    self.unique = unique
    self.baseline = baseline
    self.suppression = suppression
  }

  var report: Report { unique.report }

  /// The frame that a person looks at first.
  public var frame: StackFrame { report.headingFrame }

  /// The source that the heading is about: of the frame, or of what was inlined into it.
  public var place: SourceLocation? { report.headingPlace }
}
