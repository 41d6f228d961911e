// The store: states of reports over runs, baselines, suppressions, search, and what it says about files
// that it cannot use.

import Foundation
import GRDB
import HostSystem
import KMSANReport
import ReportDocuments
import TestSupport
import Testing
import Triage

/// A collection with one report for each name.
private func collection(_ functions: [String], damaged: Bool = false) -> ReportCollection {
  var collection = ReportCollection()
  for (number, name) in functions.enumerated() {
    var report = Report(
      title: "uninit-value", function: StackFrame(function: name), line: number + 1)
    report.use = [
      StackFrame(
        function: name, offset: 1, size: 2,
        location: SourceLocation(file: "drivers/\(name).c", line: 7))
    ]
    if damaged { report.mark(.truncated) }
    collection.add(report, log: "log")
  }
  return collection
}

/// A collection with one report, of a use through these functions.
private func collection(use functions: [String]) -> ReportCollection {
  let frames = functions.map { StackFrame(function: $0, offset: 1, size: 2) }
  var report = Report(title: "uninit-value", function: frames[0], line: 1)
  report.use = frames
  var collection = ReportCollection()
  collection.add(report, log: "log")
  return collection
}

extension TriageStore {
  /// The functions of the reports in a state.
  fileprivate func functions(_ states: TriageState...) throws -> Set<String> {
    var filter = TriageFilter()
    filter.states = states
    return Set(try list(filter).map(\.function))
  }
}

@Suite("Triage") struct TriageTests {
  @Test("reports are new, known, fixed and flaky over runs")
  func states() throws {
    let store = try TriageStore()
    let runs = [["a", "b", "c"], ["a", "c", "d"], ["a", "b", "e"]]
    for (number, functions) in runs.enumerated() {
      try _ = store.add(run: "run \(number)", collection(functions), logCount: 1)
    }
    #expect(try store.functions(.new) == ["e"])
    #expect(try store.functions(.known) == ["a"])
    #expect(try store.functions(.fixed) == ["c", "d"])
    #expect(try store.functions(.flaky) == ["b"])
    #expect(try store.functions(.new, .flaky) == ["e", "b"])
    #expect(try store.functions() == ["a", "b", "c", "d", "e"])
    // The rows say the same as the questions.
    for row in try store.list(TriageFilter()) {
      #expect(try store.functions(row.state).contains(row.function))
    }
  }

  @Test("a run is added once, and what it brought is counted")
  func summary() throws {
    let store = try TriageStore()
    let first = try store.add(run: "one", collection(["a", "a", "b"]), logCount: 2)
    #expect(first.reports == 3 && first.unique == 2 && first.new == 2)
    #expect(throws: TriageError.self) {
      try store.add(run: "one", collection(["a"]), logCount: 1)
    }
    let second = try store.add(run: "two", collection(["a", "c"]), logCount: 1)
    #expect(second.new == 1)
    #expect(try store.runs().map(\.name) == ["two", "one"])
    #expect(try store.list(TriageFilter()).first { $0.function == "a" }?.count == 3)
  }

  @Test("two runs differ by plain sets")
  func comparison() throws {
    let store = try TriageStore()
    _ = try store.add(run: "one", collection(["a", "b"]), logCount: 1)
    _ = try store.add(run: "two", collection(["b", "b", "c"]), logCount: 1)
    let comparison = try store.compare("one", "two")
    #expect(comparison.new.map(\.function) == ["c"])
    #expect(comparison.unchanged.map(\.function) == ["b"])
    #expect(comparison.unchanged.map(\.countAfter) == [2])
    #expect(comparison.absent.map(\.function) == ["a"])
    #expect(throws: TriageError.self) { try store.compare("one", "three") }
  }

  @Test("the baseline accepts what there is and complains about more")
  func baseline() throws {
    let store = try TriageStore()
    #expect(throws: TriageError.self) { try store.writeBaseline(run: nil) }
    _ = try store.add(run: "one", collection(["a", "b"]), logCount: 1)
    #expect(try store.writeBaseline(run: nil) == 2)
    _ = try store.add(run: "two", collection(["b", "c", "d"]), logCount: 1)
    #expect(try Set(store.checkBaseline(run: nil).map(\.frame.function)) == ["c", "d"])
    #expect(try store.checkBaseline(run: "one").isEmpty)
    try store.suppress(.function("c"), reason: "known")
    #expect(try store.checkBaseline(run: nil).map(\.frame.function) == ["d"])
  }

  @Test("suppressions cover, count, expire and are pruned")
  func suppressions() throws {
    let store = try TriageStore()
    let (past, now) = (Date(timeIntervalSince1970: 0), Date(timeIntervalSince1970: 1_000_000))
    let fingerprint = collection(["a"]).unique[0].fingerprint.description
    try store.suppress(.fingerprint(String(fingerprint.prefix(6))), reason: "one", at: past)
    try store.suppress(.function("wb_*"), reason: "many", at: past)
    try store.suppress(.function("b"), reason: "over", until: past, at: past)
    try store.suppress(.function("never"), reason: "unused", at: past)
    let summary = try store.add(
      run: "one", collection(["a", "wb_x", "wb_y", "b", "c"]), logCount: 1, at: now)
    #expect(summary.suppressed == 3)
    #expect(try store.suppressions().map(\.useCount) == [1, 2, 0, 0])
    #expect(try Set(store.list(TriageFilter(), at: now).map(\.function)) == ["b", "c"])
    var filter = TriageFilter()
    filter.includesSuppressed = true
    #expect(try store.list(filter, at: now).count == 5)
    #expect(try store.prune(unusedSince: nil, at: now).map(\.reason) == ["over"])
    #expect(try store.prune(unusedSince: now, at: now).map(\.reason) == ["unused"])
    #expect(try store.suppressions().count == 2)
  }

  @Test("a suppression covers the function of the heading, and the first one of the fingerprint")
  func suppressedHelpers() throws {
    let stack = ["_copy_to_iter", "simple_copy_to_iter", "wb_read"]
    for (function, isCovered) in [
      ("wb_read", true), ("simple_copy_*", true), ("_copy_to_iter", false), ("wb_reads", false),
    ] {
      let store = try TriageStore()
      try store.suppress(.function(function), reason: "known")
      _ = try store.add(run: "one", collection(use: stack), logCount: 1)
      #expect(try store.list(TriageFilter()).isEmpty == isCovered, "\(function)")
    }
  }

  @Test("a store with older headings gets new ones, and keeps its suppressions")
  func olderStore() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending(path: "store.sqlite").path(percentEncoded: false)
      let store = try TriageStore(path: path, creates: true)
      try store.suppress(.function("simple_copy_to_iter"), reason: "known")
      let stack = ["_copy_to_iter", "simple_copy_to_iter", "wb_read"]
      _ = try store.add(run: "one", collection(use: stack), logCount: 1)
      _ = try store.add(run: "two", collection(use: ["aesti_encrypt", "wb_seal"]), logCount: 1)
      try DatabaseQueue(path: path).write { db in
        try db.execute(
          sql: """
            UPDATE report SET function = fingerprintFunction;
            ALTER TABLE report DROP COLUMN fingerprintFunction;
            DELETE FROM grdb_migrations WHERE identifier LIKE '2:%'
            """)
      }
      let again = try TriageStore(path: path, creates: false)
      var filter = TriageFilter()
      #expect(try again.list(filter).map(\.function) == ["wb_seal"])
      filter.includesSuppressed = true
      #expect(try again.list(filter).map(\.function) == ["wb_seal", "wb_read"])
    }
  }

  @Test("search finds starts of words, and no word is a command to it")
  func search() throws {
    let store = try TriageStore()
    _ = try store.add(run: "one", collection(["wb_reply", "other"]), logCount: 1)
    func found(_ words: String...) throws -> [String] {
      var filter = TriageFilter()
      filter.words = words
      return try store.list(filter).map(\.function)
    }
    #expect(try found("wb_re") == ["wb_reply"])
    #expect(try found("uninit", "drivers").sorted() == ["other", "wb_reply"])
    #expect(try found("nothing") == [])
    for word in ["\"", "OR", "a AND (", "*", "'; DROP TABLE report; --", "NEAR(", ""] {
      _ = try found(word)
    }
  }

  @Test("a whole report takes the place of a damaged one")
  func damaged() throws {
    let store = try TriageStore()
    _ = try store.add(run: "one", collection(["a"], damaged: true), logCount: 1)
    #expect(try store.list(TriageFilter()).first?.isDamaged == true)
    _ = try store.add(run: "two", collection(["a"]), logCount: 1)
    let rows = try store.list(TriageFilter())
    #expect(rows.first?.isDamaged == false)
    #expect(try store.entries(rows).first?.unique.report.damages == [])
  }

  @Test("a store is kept in its file, and other files are explained")
  func files() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending(path: "store.sqlite").path(percentEncoded: false)
      #expect(throws: TriageError.self) { try TriageStore(path: path, creates: false) }
      _ = try TriageStore(path: path, creates: true)
        .add(run: "one", collection(["a"]), logCount: 1)
      #expect(try TriageStore(path: path, creates: false).runs().map(\.name) == ["one"])
      try folder.write(String(repeating: "no database ", count: 100), to: "text")
      let text = folder.appending(path: "text").path(percentEncoded: false)
      #expect(throws: TriageError.self) { try TriageStore(path: text, creates: false) }
      let nowhere = folder.appending(path: "a/b.sqlite").path(percentEncoded: false)
      #expect(throws: TriageError.self) { try TriageStore(path: nowhere, creates: true) }
    }
  }
}
