// Logs into the store: one run at a time, as a whole or not at all.

import Foundation
import GRDB
import HostSystem
import KMSANReport
import ReportDocuments

/// What an import did.
public struct ImportSummary: Sendable, Equatable {
  public var run: String
  public var reports: Int
  public var unique: Int
  /// Fingerprints that the store did not have.
  public var new: Int
  public var suppressed: Int

  /// One line for a person.
  public var text: String {
    "\(run): \(reports) reports, \(unique) different, \(new) new"
      + (suppressed > 0 ? ", \(suppressed) suppressed" : "")
  }
}

extension TriageStore {
  /// Adds a run with its reports. Throws when a run of that name is there.
  public func add(
    run name: String, _ collection: ReportCollection, logCount: Int, at time: Date = Date()
  ) throws -> ImportSummary {
    try write { db in
      if try Bool.fetchOne(
        db, sql: "SELECT EXISTS(SELECT 1 FROM run WHERE name = ?)", arguments: [name]) == true
      {
        throw TriageError(
          problem: "The store \(path) has a run '\(name)' already",
          remedy: "Name this one with --run.")
      }
      try db.execute(
        sql: "INSERT INTO run (name, addedAt, logCount, reportCount) VALUES (?, ?, ?, ?)",
        arguments: [name, time, logCount, collection.count])
      let run = db.lastInsertedRowID
      var rules = try SuppressionRules(db, at: time)
      var summary = ImportSummary(
        run: name, reports: collection.count, unique: collection.unique.count, new: 0,
        suppressed: 0)
      for unique in collection.unique {
        if try insert(unique, run: run, db) { summary.new += 1 }
        if rules.use(for: unique) { summary.suppressed += 1 }
      }
      try rules.save(db, at: time)
      return summary
    }
  }

  /// Files a report under its fingerprint. Returns whether it was new.
  private func insert(_ unique: UniqueReport, run: Int64, _ db: Database) throws -> Bool {
    let fingerprint = unique.fingerprint.description
    let known = try Int64.fetchOne(
      db.cachedStatement(sql: "SELECT id FROM report WHERE fingerprint = ?"),
      arguments: [fingerprint])
    let id: Int64
    if let known {
      id = known
      try db.cachedStatement(
        sql: """
          UPDATE report SET lastRun = ?, runCount = runCount + 1, count = count + ? WHERE id = ?
          """
      ).execute(arguments: [run, unique.count, known])
      try replaceDamaged(unique, id: known, db)
    } else {
      id = try insertNew(unique, run: run, db)
    }
    let place = unique.occurrences.first
    try db.cachedStatement(
      sql: "INSERT INTO occurrence (run, report, count, log, line) VALUES (?, ?, ?, ?, ?)"
    ).execute(arguments: [run, id, unique.count, place?.log ?? "", place?.line ?? 0])
    return known == nil
  }

  private func insertNew(_ unique: UniqueReport, run: Int64, _ db: Database) throws -> Int64 {
    let report = unique.report
    try db.cachedStatement(
      sql: """
        INSERT INTO report (fingerprint, title, function, fingerprintFunction, place, isDamaged,
          firstRun, lastRun, runCount, count, document) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?)
        """
    ).execute(arguments: [
      unique.fingerprint.description, report.title, report.headingFunction,
      report.fingerprintFunction, report.headingPlace?.description, !report.damages.isEmpty, run,
      run, unique.count, try TriageStore.encode(report),
    ])
    let id = db.lastInsertedRowID
    try db.cachedStatement(sql: "INSERT INTO reportText (rowid, words) VALUES (?, ?)")
      .execute(arguments: [id, TriageStore.words(unique)])
    return id
  }

  /// A whole report takes the place of a damaged one.
  private func replaceDamaged(_ unique: UniqueReport, id: Int64, _ db: Database) throws {
    let report = unique.report
    guard report.damages.isEmpty else { return }
    try db.cachedStatement(
      sql: """
        UPDATE report SET document = ?, function = ?, fingerprintFunction = ?, place = ?,
          isDamaged = 0 WHERE id = ? AND isDamaged
        """
    ).execute(arguments: [
      try TriageStore.encode(report), report.headingFunction, report.fingerprintFunction,
      report.headingPlace?.description, id,
    ])
  }

  private static func encode(_ report: Report) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(report), as: UTF8.self)
  }

  /// What a search finds.
  private static func words(_ unique: UniqueReport) -> String {
    let report = unique.report
    var words = [unique.fingerprint.description, report.title]
    words += [report.memoryType, report.check, report.task].compactMap { $0 }
    let frames = report.use + report.origins.flatMap(\.stack)
    words += frames.flatMap { [$0.function, $0.module ?? "", $0.location?.file ?? ""] }
    words += report.origins.compactMap(\.variable)
    return words.joined(separator: " ")
  }
}
