// Questions to the store: which reports there are, and how they stand.

import Foundation
import GRDB
import KMSANReport
import ReportDocuments

/// How a report stands among the runs of a store.
public enum TriageState: String, Sendable, Codable, CaseIterable {
  /// Only in the last run.
  case new
  /// In every run since its first one.
  case known
  /// In every run from its first to its last one, and not in the newest.
  case fixed
  /// Missing from a run between its first and its last one.
  case flaky

  /// The rule as SQL, with `:newest` for the newest run.
  var condition: String {
    let gap = "runCount < lastRun - firstRun + 1"
    return switch self {
    case .new: "firstRun = :newest"
    case .known: "lastRun = :newest AND firstRun < :newest AND NOT \(gap)"
    case .fixed: "lastRun < :newest AND NOT \(gap)"
    case .flaky: gap
    }
  }
}

/// A report as lists show it.
public struct TriageRow: Sendable, Codable, Equatable {
  public let fingerprint: String
  public let title: String
  /// The function that the heading names.
  public let function: String
  public let place: String?
  public let state: TriageState
  public let isDamaged: Bool
  public let count: Int
  public let runCount: Int
  /// The names of runs.
  public let firstRun: String
  public let lastRun: String
  /// The reason of the suppression that covers it.
  public let suppression: String?
}

/// Which reports a list has.
public struct TriageFilter: Sendable {
  /// Empty for all.
  public var states: [TriageState] = []
  /// Words that the report must have; a word stands for all that start with it.
  public var words: [String] = []
  /// The start of a fingerprint.
  public var fingerprint: String?
  public var limit = 100
  public var includesSuppressed = false

  public init() {}
}

extension TriageStore {
  /// The reports, the newest run first, then the most frequent. Cost: the length of the list.
  public func list(_ filter: TriageFilter, at time: Date = Date()) throws -> [TriageRow] {
    try read { db in
      let newest = try Int64.fetchOne(db, sql: "SELECT MAX(id) FROM run") ?? 0
      let rules = try SuppressionRules(db, at: time)
      let (sql, arguments) = TriageStore.query(filter, newest: newest)
      var rows: [TriageRow] = []
      let cursor = try Row.fetchCursor(db, sql: sql, arguments: arguments)
      while rows.count < filter.limit, let row = try cursor.next() {
        let item = TriageStore.item(row, newest: newest, rules)
        if item.suppression == nil || filter.includesSuppressed { rows.append(item) }
      }
      return rows
    }
  }

  private static func query(
    _ filter: TriageFilter, newest: Int64
  ) -> (String, StatementArguments) {
    var conditions: [String] = []
    var arguments: [String: (any DatabaseValueConvertible)?] = [:]
    if !filter.states.isEmpty {
      conditions.append(filter.states.map { "(\($0.condition))" }.joined(separator: " OR "))
      arguments["newest"] = newest
    }
    if let fingerprint = filter.fingerprint {
      conditions.append("fingerprint >= :start AND fingerprint < :end")
      arguments["start"] = fingerprint.lowercased()
      arguments["end"] = fingerprint.lowercased() + "g"
    }
    if !filter.words.isEmpty {
      conditions.append("report.id IN (SELECT rowid FROM reportText WHERE words MATCH :words)")
      // In quotes, a word has no meaning in the language of the search.
      arguments["words"] = filter.words
        .map { "\"\($0.replacing("\"", with: "\"\""))\"*" }.joined(separator: " ")
    }
    let condition =
      conditions.isEmpty
      ? "" : "WHERE " + conditions.map { "(\($0))" }.joined(separator: " AND ")
    let sql = """
      SELECT report.*, first.name AS firstName, last.name AS lastName FROM report
      JOIN run AS first ON first.id = report.firstRun
      JOIN run AS last ON last.id = report.lastRun
      \(condition) ORDER BY report.lastRun DESC, report.count DESC, report.id DESC
      """
    return (sql, StatementArguments(arguments))
  }

  private static func item(_ row: Row, newest: Int64, _ rules: SuppressionRules) -> TriageRow {
    let first: Int64 = row["firstRun"]
    let last: Int64 = row["lastRun"]
    let runs: Int64 = row["runCount"]
    let state: TriageState =
      if runs < last - first + 1 { .flaky } else if first == newest { .new } else if last == newest
      { .known } else { .fixed }
    let subject = SuppressionSubject(
      fingerprint: row["fingerprint"], headingFunction: row["function"],
      fingerprintFunction: row["fingerprintFunction"])
    return TriageRow(
      fingerprint: subject.fingerprint, title: row["title"], function: subject.headingFunction,
      place: row["place"],
      state: state, isDamaged: row["isDamaged"], count: row["count"], runCount: Int(runs),
      firstRun: row["firstName"], lastRun: row["lastName"],
      suppression: rules.reason(for: subject))
  }

  /// The reports of rows, in full.
  public func entries(_ rows: [TriageRow]) throws -> [ReportEntry] {
    try read { db in
      try rows.compactMap { row in
        guard let unique = try TriageStore.unique(row.fingerprint, run: nil, db) else { return nil }
        let state: BaselineState =
          switch row.state {
          case .new: .new
          case .known, .flaky: .unchanged
          case .fixed: .absent
          }
        return ReportEntry(
          unique, baseline: state,
          suppression: row.suppression.map { SuppressionNote(reason: $0) })
      }
    }
  }

  /// A report with its occurrences, of all runs or of one.
  static func unique(
    _ fingerprint: String, run: Int64?, _ db: Database
  ) throws -> UniqueReport? {
    guard
      let row = try Row.fetchOne(
        db, sql: "SELECT id, count, document FROM report WHERE fingerprint = ?",
        arguments: [fingerprint]),
      let key = Fingerprint(fingerprint)
    else { return nil }
    let document: String = row["document"]
    let id: Int64 = row["id"]
    let report = try JSONDecoder().decode(Report.self, from: Data(document.utf8))
    let places = try Row.fetchAll(
      db,
      sql: """
        SELECT count, log, line FROM occurrence
        WHERE report = ? AND (? IS NULL OR run = ?) ORDER BY run LIMIT ?
        """, arguments: [id, run, run, UniqueReport.occurrencesMax])
    let count: Int = run == nil ? row["count"] : places.first?["count"] ?? 0
    return UniqueReport(
      report, fingerprint: key, count: count,
      occurrences: places.map {
        UniqueReport.Occurrence(log: $0["log"], line: $0["line"], timeNanoseconds: nil)
      })
  }
}
