// Suppressions: reports that are known and not to be acted upon, with a reason and, where wanted, an
// end. How often each is used is counted, so that those that are not can be dropped.

import Foundation
import GRDB
import KMSANReport
import ReportDocuments

/// A suppression.
public struct Suppression: Sendable, Codable, Equatable {
  public let id: Int64
  /// What it covers: the start of a fingerprint, or a function that the heading names or that the
  /// fingerprint counts first, with `*` at its end for any ending.
  public let fingerprint: String?
  public let function: String?
  public let reason: String
  public let addedAt: Date
  public let expiresAt: Date?
  /// In how many imported reports it was used.
  public let useCount: Int
  public let lastUsedAt: Date?

  init(_ row: Row) {
    id = row["id"]
    fingerprint = row["fingerprint"]
    function = row["function"]
    reason = row["reason"]
    addedAt = row["addedAt"]
    expiresAt = row["expiresAt"]
    useCount = row["useCount"]
    lastUsedAt = row["lastUsedAt"]
  }

  func covers(_ report: SuppressionSubject) -> Bool {
    if let fingerprint { return report.fingerprint.hasPrefix(fingerprint) }
    guard let function else { return false }
    return [report.headingFunction, report.fingerprintFunction].contains { name in
      function.hasSuffix("*") ? name.hasPrefix(function.dropLast()) : name == function
    }
  }
}

/// What suppressions look at in a report.
struct SuppressionSubject {
  var fingerprint: String
  var headingFunction: String
  var fingerprintFunction: String
}

extension SuppressionSubject {
  init(_ unique: UniqueReport) {
    fingerprint = unique.fingerprint.description
    headingFunction = unique.report.headingFunction
    fingerprintFunction = unique.report.fingerprintFunction
  }
}

/// The suppressions that hold at a time, and their uses.
struct SuppressionRules {
  private let suppressions: [Suppression]
  private var uses: [Int64: Int] = [:]

  init(_ db: Database, at time: Date) throws {
    suppressions = try Row.fetchAll(db, sql: "SELECT * FROM suppression ORDER BY id")
      .map { Suppression($0) }
      .filter { suppression in suppression.expiresAt.map { $0 > time } ?? true }
  }

  /// The reason of the first suppression that covers a report; nil when none does.
  func reason(for report: SuppressionSubject) -> String? {
    suppressions.first { $0.covers(report) }?.reason
  }

  /// Counts a report. Returns whether a suppression covers it.
  mutating func use(for unique: UniqueReport) -> Bool {
    let subject = SuppressionSubject(unique)
    guard let suppression = suppressions.first(where: { $0.covers(subject) }) else { return false }
    uses[suppression.id, default: 0] += unique.count
    return true
  }

  /// Writes the uses down.
  func save(_ db: Database, at time: Date) throws {
    for (id, count) in uses {
      try db.execute(
        sql: "UPDATE suppression SET useCount = useCount + ?, lastUsedAt = ? WHERE id = ?",
        arguments: [count, time, id])
    }
  }
}

extension TriageStore {
  /// What a suppression covers.
  public enum SuppressionTarget: Sendable {
    case fingerprint(String)
    case function(String)
  }

  /// Adds a suppression. Returns its number.
  @discardableResult
  public func suppress(
    _ target: SuppressionTarget, reason: String, until expiry: Date? = nil, at time: Date = Date()
  ) throws -> Int64 {
    let (fingerprint, function): (String?, String?) =
      switch target {
      case .fingerprint(let text): (text.lowercased(), nil)
      case .function(let name): (nil, name)
      }
    return try write { db in
      try db.execute(
        sql: """
          INSERT INTO suppression (fingerprint, function, reason, addedAt, expiresAt)
          VALUES (?, ?, ?, ?, ?)
          """, arguments: [fingerprint, function, reason, time, expiry])
      return db.lastInsertedRowID
    }
  }

  /// All suppressions, expired ones too.
  public func suppressions() throws -> [Suppression] {
    try read { db in
      try Row.fetchAll(db, sql: "SELECT * FROM suppression ORDER BY id").map { Suppression($0) }
    }
  }

  /// Drops suppressions that have expired or were never used since `since`. Returns them.
  public func prune(unusedSince since: Date?, at time: Date = Date()) throws -> [Suppression] {
    try write { db in
      let all = try Row.fetchAll(db, sql: "SELECT * FROM suppression ORDER BY id")
        .map { Suppression($0) }
      let dropped = all.filter { suppression in
        if let expiry = suppression.expiresAt, expiry <= time { return true }
        guard let since else { return false }
        return (suppression.lastUsedAt ?? suppression.addedAt) < since
      }
      for suppression in dropped {
        try db.execute(
          sql: "DELETE FROM suppression WHERE id = ?", arguments: [suppression.id])
      }
      return dropped
    }
  }
}
