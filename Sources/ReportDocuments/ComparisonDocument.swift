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
        function: entry.report.headingFunction, place: entry.place, countBefore: before,
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

  /// A page.
  public func html(toolVersion: String) throws -> String {
    func group(_ state: BaselineState, _ meaning: String, _ rows: [Row]) -> TemplateObject {
      let rows = rows.map { row -> TemplateObject in
        [
          "fingerprint": row.fingerprint.description, "kind": row.title,
          "function": row.function, "place": row.place?.description ?? "",
          "countBefore": row.countBefore, "countAfter": row.countAfter,
        ]
      }
      return [
        "name": state.rawValue, "meaning": meaning, "count": rows.count, "before": before,
        "after": after, "rows": rows,
      ]
    }
    let page: TemplateObject = [
      "title": "KMSAN: \(before) and \(after)",
      "totals": "\(new.count) new, \(unchanged.count) unchanged, \(absent.count) absent",
      "toolVersion": toolVersion, "schemaVersion": DocumentContext.schemaVersion,
      "groups": [
        group(.new, "only in \(after)", new), group(.unchanged, "in both runs", unchanged),
        group(.absent, "only in \(before)", absent),
      ],
      "style": HTMLTemplates.style, "styleHash": HTMLTemplates.styleHash,
    ]
    return try HTMLTemplates.comparison().render(page)
  }
}
