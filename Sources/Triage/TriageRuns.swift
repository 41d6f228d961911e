// Runs: which there are, how two of them differ, and whether one has more than the baseline.

import Foundation
import GRDB
import KMSANReport
import ReportDocuments

/// A run of the store.
public struct TriageRun: Sendable, Codable, Equatable {
  public let name: String
  public let addedAt: Date
  public let logCount: Int
  public let reportCount: Int
}

extension TriageStore {
  /// The runs, the newest first.
  public func runs() throws -> [TriageRun] {
    try read { db in
      try Row.fetchAll(db, sql: "SELECT * FROM run ORDER BY id DESC").map {
        TriageRun(
          name: $0["name"], addedAt: $0["addedAt"], logCount: $0["logCount"],
          reportCount: $0["reportCount"])
      }
    }
  }

  /// Compares two runs.
  public func compare(_ before: String, _ after: String) throws -> RunComparison {
    try read { db in
      RunComparison(
        before: before, try reports(ofRun: before, db), after: after,
        try reports(ofRun: after, db))
    }
  }

  /// Takes all reports of a run (or of the newest) into the baseline, and drops the others from it.
  /// Returns how many there are.
  public func writeBaseline(run name: String?, at time: Date = Date()) throws -> Int {
    try write { db in
      let run = try id(ofRun: name, db)
      try db.execute(sql: "DELETE FROM baseline")
      try db.execute(
        sql: """
          INSERT INTO baseline (fingerprint, addedAt)
          SELECT fingerprint, ? FROM report
          WHERE id IN (SELECT report FROM occurrence WHERE run = ?)
          """, arguments: [time, run])
      return db.changesCount
    }
  }

  /// The reports of a run (or of the newest) that are neither in the baseline nor suppressed.
  public func checkBaseline(run name: String?, at time: Date = Date()) throws -> [ReportEntry] {
    try read { db in
      let run = try id(ofRun: name, db)
      let rules = try SuppressionRules(db, at: time)
      let fingerprints = try String.fetchAll(
        db,
        sql: """
          SELECT fingerprint FROM report WHERE id IN (SELECT report FROM occurrence WHERE run = ?)
          AND fingerprint NOT IN (SELECT fingerprint FROM baseline) ORDER BY id
          """, arguments: [run])
      return try fingerprints.compactMap { fingerprint in
        guard let unique = try TriageStore.unique(fingerprint, run: run, db) else { return nil }
        let entry = ReportEntry(unique, baseline: .new)
        return rules.reason(for: SuppressionSubject(unique)) == nil ? entry : nil
      }
    }
  }

  private func reports(ofRun name: String, _ db: Database) throws -> [UniqueReport] {
    let run = try id(ofRun: name, db)
    let fingerprints = try String.fetchAll(
      db,
      sql: """
        SELECT fingerprint FROM report JOIN occurrence ON occurrence.report = report.id
        WHERE occurrence.run = ? ORDER BY report.id
        """, arguments: [run])
    return try fingerprints.compactMap { try TriageStore.unique($0, run: run, db) }
  }

  /// The id of a run by its name; of the newest without one.
  private func id(ofRun name: String?, _ db: Database) throws -> Int64 {
    let id =
      if let name {
        try Int64.fetchOne(db, sql: "SELECT id FROM run WHERE name = ?", arguments: [name])
      } else {
        try Int64.fetchOne(db, sql: "SELECT MAX(id) FROM run")
      }
    guard let id else {
      throw TriageError(
        problem: name.map { "The store \(path) has no run '\($0)'" }
          ?? "The store \(path) has no runs",
        remedy: "`kmsan triage runs` lists them.")
    }
    return id
  }
}
