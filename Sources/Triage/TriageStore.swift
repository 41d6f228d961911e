// The store of runs and reports: one SQLite file. This file opens it and explains its errors; what
// is kept stands in TriageSchema.swift.

import Foundation
import GRDB
import HostSystem

/// A file with runs and reports.
public struct TriageStore: Sendable {
  let queue: DatabaseQueue
  public let path: String

  /// Opens a store, and brings one of an older version up to date. `creates` says whether a missing
  /// file is made; else it is an error.
  public init(path: String, creates: Bool) throws {
    guard creates || Files.exists(path) else {
      throw TriageError(
        problem: "There is no store \(path)",
        remedy: "Make one with `kmsan triage add LOG…`, or name another with --database.")
    }
    self.path = path
    var configuration = Configuration()
    configuration.foreignKeysEnabled = true
    // Another kmsan may be importing.
    configuration.busyMode = .timeout(10)
    do {
      queue = try DatabaseQueue(path: path, configuration: configuration)
      let migrator = TriageSchema.migrator
      if try queue.read({ try migrator.hasBeenSuperseded($0) }) {
        throw TriageError(
          problem: "\(path) was written by a newer version of kmsan",
          remedy: "Use that version, or another file with --database.")
      }
      try migrator.migrate(queue)
    } catch let error as DatabaseError {
      throw TriageError(error, path: path)
    }
  }

  /// A store in memory, for tests and measurements.
  public init() throws {
    path = ":memory:"
    queue = try DatabaseQueue()
    try TriageSchema.migrator.migrate(queue)
  }

  /// Reads; errors of the database are explained.
  func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
    do { return try queue.read(body) } catch let error as DatabaseError {
      throw TriageError(error, path: path)
    }
  }

  /// Changes the store as a whole or not at all.
  func write<Value>(_ body: (Database) throws -> Value) throws -> Value {
    do { return try queue.write(body) } catch let error as DatabaseError {
      throw TriageError(error, path: path)
    }
  }
}

/// Something about the store that a person can act on.
public struct TriageError: ExplainedError {
  public let problem: String
  public let remedy: String?

  init(problem: String, remedy: String?) {
    self.problem = problem
    self.remedy = remedy
  }

  init(_ error: DatabaseError, path: String) {
    problem = "The store \(path) cannot be used: \(error.message ?? error.resultCode.description)"
    remedy =
      switch error.resultCode {
      case .SQLITE_NOTADB: "It is no SQLite file: name another with --database."
      case .SQLITE_BUSY, .SQLITE_LOCKED: "Another program uses it: try again when it is done."
      case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM:
        "Check that the folder exists and may be written to."
      case .SQLITE_FULL: "Free some disk space."
      default: nil
      }
  }
}
