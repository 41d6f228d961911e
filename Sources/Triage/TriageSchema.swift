// The tables of the store. A released migration is never changed; a new version appends one.

import Foundation
import GRDB
import KMSANReport

enum TriageSchema {
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1: runs, reports, suppressions, baseline") { db in
      try runs(db)
      try reports(db)
      try decisions(db)
    }
    migrator.registerMigration("2: headings as syzkaller words them") { try headings($0) }
    return migrator
  }

  /// A run is what was imported at once: a boot, a night of fuzzing.
  private static func runs(_ db: Database) throws {
    try db.create(table: "run") { table in
      table.autoIncrementedPrimaryKey("id")
      table.column("name", .text).notNull().unique()
      table.column("addedAt", .datetime).notNull()
      table.column("logCount", .integer).notNull()
      table.column("reportCount", .integer).notNull()
    }
  }

  /// A report is one fingerprint. Where it stands among the runs is kept beside it, so that a list
  /// needs no look at the occurrences: run ids count up by one.
  private static func reports(_ db: Database) throws {
    try db.create(table: "report") { table in
      table.autoIncrementedPrimaryKey("id")
      table.column("fingerprint", .text).notNull().unique()
      table.column("title", .text).notNull()
      table.column("function", .text).notNull()
      table.column("place", .text)
      table.column("isDamaged", .boolean).notNull()
      table.column("firstRun", .integer).notNull().references("run")
      table.column("lastRun", .integer).notNull().references("run")
      table.column("runCount", .integer).notNull()
      table.column("count", .integer).notNull()
      table.column("document", .text).notNull()
    }
    try db.create(index: "reportByRun", on: "report", columns: ["lastRun", "count", "id"])
    try db.create(index: "reportByFirstRun", on: "report", columns: ["firstRun"])
    try db.create(table: "occurrence") { table in
      table.column("run", .integer).notNull().references("run", onDelete: .cascade)
      table.column("report", .integer).notNull().references("report", onDelete: .cascade)
      table.column("count", .integer).notNull()
      table.column("log", .text).notNull()
      table.column("line", .integer).notNull()
      table.primaryKey(["run", "report"])
    }
    try db.create(index: "occurrenceByReport", on: "occurrence", columns: ["report"])
    // Full text of what people look for: kind, functions, files, variables.
    try db.execute(sql: "CREATE VIRTUAL TABLE reportText USING fts5(words, tokenize = 'unicode61')")
  }

  /// Before, `function` was the first one of the fingerprint. Suppressions may name it, so it is kept.
  private static func headings(_ db: Database) throws {
    try db.alter(table: "report") { table in
      table.add(column: "fingerprintFunction", .text).notNull().defaults(to: "")
    }
    try db.execute(sql: "UPDATE report SET fingerprintFunction = function")
    let decoder = JSONDecoder()
    for id in try Int64.fetchAll(db, sql: "SELECT id FROM report") {
      let document = try String.fetchOne(
        db, sql: "SELECT document FROM report WHERE id = ?", arguments: [id])
      // A document that cannot be read keeps the heading that it had.
      guard let document,
        let report = try? decoder.decode(Report.self, from: Data(document.utf8))
      else { continue }
      try db.execute(
        sql: "UPDATE report SET function = ?, place = ? WHERE id = ?",
        arguments: [report.headingFunction, report.headingPlace?.description, id])
    }
  }

  private static func decisions(_ db: Database) throws {
    try db.create(table: "suppression") { table in
      table.autoIncrementedPrimaryKey("id")
      // One of the two.
      table.column("fingerprint", .text)
      table.column("function", .text)
      table.column("reason", .text).notNull()
      table.column("addedAt", .datetime).notNull()
      table.column("expiresAt", .datetime)
      table.column("useCount", .integer).notNull().defaults(to: 0)
      table.column("lastUsedAt", .datetime)
    }
    try db.create(table: "baseline") { table in
      table.primaryKey("fingerprint", .text)
      table.column("addedAt", .datetime).notNull()
    }
  }
}
