// Two runs side by side: which reports are new, which are in both, which are gone.

import KMSANReport

/// Two runs, by fingerprint. The groups are plain set operations.
public struct RunComparison: Sendable {
  /// A report in the groups.
  public struct Row: Sendable, Encodable {
    public let fingerprint: Fingerprint
    public let title: String
    public let function: String
    public let place: SourceLocation?
    /// How often it was seen in each run.
    public let countBefore: Int
    public let countAfter: Int
  }

  /// The names of the runs.
  public let before: String
  public let after: String
  /// In the later run alone, in both, in the earlier one alone.
  public let new: [Row]
  public let unchanged: [Row]
  public let absent: [Row]

  public init(
    before: String, _ earlier: [UniqueReport], after: String, _ later: [UniqueReport]
  ) {
    self.before = before
    self.after = after
    let counts = Dictionary(
      earlier.map { ($0.fingerprint, $0.count) }, uniquingKeysWith: { $0 + $1 })
    let laterKeys = Set(later.map(\.fingerprint))
    func row(_ unique: UniqueReport, before: Int, after: Int) -> Row {
      let entry = ReportEntry(unique)
      return Row(
        fingerprint: unique.fingerprint, title: unique.report.title,
        function: entry.frame.function, place: entry.place, countBefore: before,
        countAfter: after)
    }
    new = later.filter { counts[$0.fingerprint] == nil }
      .map { row($0, before: 0, after: $0.count) }
    unchanged = later.compactMap { unique in
      counts[unique.fingerprint].map { row(unique, before: $0, after: unique.count) }
    }
    absent = earlier.filter { !laterKeys.contains($0.fingerprint) }
      .map { row($0, before: $0.count, after: 0) }
  }
}

// MARK: - Documents

extension RunComparison {
  private struct JSON: Encodable {
    let schemaVersion = DocumentContext.schemaVersion
    let tool: JSONDocument.Tool
    let before: String
    let after: String
    let new: [Row]
    let unchanged: [Row]
    let absent: [Row]
  }

  /// A JSON document.
  public func json(toolVersion: String) throws -> String {
    try JSONText.encode(
      JSON(
        tool: .init(version: toolVersion), before: before, after: after, new: new,
        unchanged: unchanged, absent: absent))
  }

  /// A listing, with a final line feed.
  public var text: String {
    var lines = [
      visible("\(before) → \(after)")
        + ": \(new.count) new, \(unchanged.count) unchanged, \(absent.count) absent"
    ]
    for (mark, rows) in [("+", new), ("=", unchanged), ("-", absent)] {
      lines += rows.map {
        let place = $0.place.map { "  \($0)" } ?? ""
        return visible("\(mark) \($0.fingerprint)  \($0.title) in \($0.function)\(place)")
          + "  \($0.countBefore) → \($0.countAfter)"
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private struct HTMLRow: Sendable {
    let fingerprint: String
    let kind: String
    let function: String
    let place: String
    let countBefore: Int
    let countAfter: Int
  }
  private struct HTMLGroup: Sendable {
    let name: String
    let meaning: String
    let count: Int
    let before: String
    let after: String
    let rows: [HTMLRow]
  }
  private struct HTMLPage: Sendable {
    let title: String
    let totals: String
    let toolVersion: String
    let schemaVersion = DocumentContext.schemaVersion
    let groups: [HTMLGroup]
    let style = HTMLTemplates.style
    let styleHash = HTMLTemplates.hash(HTMLTemplates.style)
  }

  /// A page.
  public func html(toolVersion: String) throws -> String {
    func group(_ name: String, _ meaning: String, _ rows: [Row]) -> HTMLGroup {
      HTMLGroup(
        name: name, meaning: meaning, count: rows.count, before: before, after: after,
        rows: rows.map {
          HTMLRow(
            fingerprint: $0.fingerprint.description, kind: $0.title, function: $0.function,
            place: $0.place?.description ?? "", countBefore: $0.countBefore,
            countAfter: $0.countAfter)
        })
    }
    let page = HTMLPage(
      title: "KMSAN: \(before) and \(after)",
      totals: "\(new.count) new, \(unchanged.count) unchanged, \(absent.count) absent",
      toolVersion: toolVersion,
      groups: [
        group(BaselineState.new.rawValue, "only in \(after)", new),
        group(BaselineState.unchanged.rawValue, "in both runs", unchanged),
        group(BaselineState.absent.rawValue, "only in \(before)", absent),
      ])
    return try HTMLTemplates.comparison().render(page)
  }
}
