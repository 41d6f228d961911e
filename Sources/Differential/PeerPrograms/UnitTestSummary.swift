// The verdicts on unit tests as KTAP, one line for each test in each build, and how many of each group
// passed, with our pass and clang's own side by side.
//
// Source of the form: Linux, Documentation/dev-tools/ktap.rst.

import Foundation
import HostedRun

/// The results of some files' tests.
public struct UnitTestSummary: Sendable {
  public private(set) var results: [UnitTestResult]

  public init(_ results: [UnitTestResult]) { self.results = results }

  public mutating func append(_ other: [UnitTestResult]) { results += other }

  /// Failures with this pass that no limit explains.
  public func unexplained(with pass: PassChoice) -> [UnitTestResult] {
    results.filter { $0.build.pass == pass && $0.isFailure && $0.limit == nil }
  }

  /// Tests without a limit that pass with clang's pass and fail with ours, at the same level.
  public var worseThanStock: [UnitTestResult] {
    let passed = Set(
      results.filter { $0.build.pass == .stock && $0.verdict == .passed }.map(\.comparable))
    return unexplained(with: .ours).filter { passed.contains($0.comparable) }
  }

  /// The text.
  public var text: String {
    let builds = results.map(\.run).uniqued
    var lines = ["KTAP version 1", "1..\(builds.count)"]
    for (index, run) in builds.enumerated() {
      let part = results.filter { $0.run == run }
      lines += ["    KTAP version 1", "    # Subtest: \(run)", "    1..\(part.count)"]
      for (number, result) in part.enumerated() { lines += result.lines(number + 1) }
      let hasPassed = part.allSatisfy { !$0.isFailure || $0.limit != nil }
      lines.append("\(hasPassed ? "ok" : "not ok") \(index + 1) \(run)")
    }
    lines += table.map { "# \($0)" }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Of each group and each build: passed, of those that ran.
  private var table: [String] {
    let builds = results.map(\.build).uniqued
    var rows = [["passed, of those that ran"] + builds.map(\.description)]
    for title in UnitTestGroup.all.map(\.title).uniqued {
      let group = results.filter { $0.group.title == title && !$0.isSkipped }
      guard !group.isEmpty else { continue }
      rows.append([title] + builds.map { Self.count(group, in: $0) })
    }
    rows.append(["all"] + builds.map { Self.count(results.filter { !$0.isSkipped }, in: $0) })
    var lines = rows.map { row in
      row.enumerated().map { column, cell in
        let width = rows.map { $0[column].count }.max() ?? 0
        return cell.padding(toLength: width, withPad: " ", startingAt: 0)
      }.joined(separator: "  ").trimmingSuffix { $0 == " " }
    }
    if builds.contains(where: { $0.pass == .stock }), builds.contains(where: { $0.pass == .ours }) {
      let worse = worseThanStock.map { "  \($0.name) -O\($0.build.optimization)" }
      let title = "must pass, and passes with clang's pass, but not with ours:"
      lines += [worse.isEmpty ? "\(title) none" : title] + worse
    }
    return lines
  }

  private static func count(_ results: [UnitTestResult], in build: UnitTestBuild) -> String {
    let ran = results.filter { $0.build == build }
    return "\(ran.count { $0.verdict == .passed }) of \(ran.count)"
  }
}

extension UnitTestResult {
  public var group: UnitTestGroup { .of(name, in: file) }

  /// Why the test may fail in this build; nil when it must pass.
  public var limit: String? { group.limit(in: build) }

  public var isFailure: Bool {
    if case .failed = verdict { return true }
    return false
  }

  fileprivate var isSkipped: Bool {
    if case .skipped = verdict { return true }
    return false
  }

  /// The file and the build, as a line names them.
  public var run: String { "\(URL(filePath: file).lastPathComponent) \(build.description)" }

  /// The same for the same test with another pass.
  fileprivate var comparable: String { "\(file) \(build.optimization) \(name)" }

  /// The lines of a test in KTAP; the reason of a failure stands before.
  fileprivate func lines(_ number: Int) -> [String] {
    switch verdict {
    case .passed: return ["    ok \(number) \(name)"]
    case .skipped(let reason): return ["    ok \(number) \(name) # SKIP \(reason)"]
    case .failed(let reason):
      let result = limit.map { "ok \(number) \(name) # XFAIL \(group.title): \($0)" }
      return ["    # \(reason)", "    \(result ?? "not ok \(number) \(name)")"]
    }
  }
}

extension Array where Element: Hashable {
  /// The elements in their order, each once.
  fileprivate var uniqued: [Element] {
    var seen = Set<Element>()
    return filter { seen.insert($0).inserted }
  }
}

extension String {
  fileprivate func trimmingSuffix(while isRedundant: (Character) -> Bool) -> String {
    var text = self
    while let last = text.last, isRedundant(last) { text.removeLast() }
    return text
  }
}
