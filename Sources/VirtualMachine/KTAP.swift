// The results of tests inside a kernel, in the format KTAP version 1, as KUnit prints it on the
// console: results nested by four spaces per level, between other lines of the kernel.
// Source: Linux, Documentation/dev-tools/ktap.rst.

import KMSANReport

/// One test: a suite with the tests in it, or a case.
public struct KTAPTest: Sendable, Equatable, Codable {
  public enum Result: String, Sendable, Codable {
    case passed
    case failed
    case skipped
    /// The test began and its result never came: the kernel died or hung in it.
    case unfinished
  }
  public var name: String
  public var result: Result
  /// The words after `# SKIP`.
  public var reason: String?
  /// What differs from what was expected, a line each, where that was compared.
  public var differences: [String]?
  /// How many tests the plan line announced.
  public var planned: Int?
  public var tests: [KTAPTest]

  public init(
    name: String, result: Result, reason: String? = nil, planned: Int? = nil,
    tests: [KTAPTest] = []
  ) {
    self.name = name
    self.result = result
    self.reason = reason
    self.planned = planned
    self.tests = tests
  }
}

/// Reads KTAP from console lines, as they come.
public struct KTAPParser: Sendable {
  private static let indentation = 4
  private static let levelsMax = 16

  /// A group of tests whose own result line has not come yet.
  private struct Group: Sendable {
    var name: String?
    var planned: Int?
    var tests: [KTAPTest] = []
  }

  /// The open groups; index is the level of their tests.
  private var groups: [Group] = []

  public init() {}

  /// The suite that runs now, or nil.
  public var currentSuite: String? { groups.count > 1 ? groups[1].name : nil }

  /// How many cases of suites have ended so far.
  public var casesEnded: Int {
    let closed = groups.first?.tests.reduce(0) { $0 + $1.tests.count } ?? 0
    return closed + (groups.count > 1 ? groups[1].tests.count : 0)
  }

  /// Takes one line whose console prefixes are off. Lines that are not KTAP are ignored.
  public mutating func consume(_ text: String) {
    let content = text.drop { $0 == " " }
    let level = (text.utf8.count - content.utf8.count) / KTAPParser.indentation
    guard level < KTAPParser.levelsMax else { return }
    if content.hasPrefix("KTAP version ") || content.hasPrefix("TAP version ") {
      begin(level: level)
    } else if content.hasPrefix("# Subtest: ") {
      // The version line may be missing in older kernels.
      if groups.count <= level { begin(level: level) }
      groups[level].name = String(content.dropFirst("# Subtest: ".count))
    } else if content.hasPrefix("1.."), let count = Int(content.dropFirst(3)) {
      if groups.indices.contains(level) { groups[level].planned = count }
    } else if let (result, rest) = KTAPParser.verdict(content) {
      end(level: level, result: result, rest: rest)
    }
  }

  /// Ends the text and returns the suites. Groups still open are marked as unfinished.
  public mutating func finish() -> [KTAPTest] {
    while groups.count > 1 { close(as: nil) }
    let suites = groups.first?.tests ?? []
    groups = []
    return suites
  }
}

// MARK: - Groups

extension KTAPParser {
  private mutating func begin(level: Int) {
    if level == 0, !groups.isEmpty {
      // A second run of suites on the same console continues the list.
      while groups.count > 1 { close(as: nil) }
      return
    }
    while groups.count > level { close(as: nil) }
    while groups.count <= level { groups.append(Group()) }
  }

  private mutating func end(level: Int, result: KTAPTest.Result, rest: Substring) {
    guard groups.indices.contains(level) else { return }
    while groups.count > level + 2 { close(as: nil) }
    let (name, directive) = KTAPParser.nameAndDirective(rest)
    var test = KTAPTest(name: name, result: result)
    if let directive, directive.uppercased().hasPrefix("SKIP") {
      let reason = directive.dropFirst("SKIP".count).drop { $0 == " " }
      test.result = .skipped
      test.reason = reason.isEmpty ? nil : String(reason)
    }
    if groups.count == level + 2 {
      close(as: test)
    } else {
      groups[level].tests.append(test)
    }
  }

  /// Closes the innermost group and files it, with the verdict `test`, in the group around it.
  private mutating func close(as test: KTAPTest?) {
    let group = groups.removeLast()
    guard let outer = groups.indices.last else { return }
    var closed = test ?? KTAPTest(name: group.name ?? "?", result: .unfinished)
    closed.planned = group.planned
    closed.tests = group.tests
    groups[outer].tests.append(closed)
  }

  /// `ok 1 name` or `not ok 1 - name`.
  private static func verdict(_ content: Substring) -> (KTAPTest.Result, rest: Substring)? {
    let result: KTAPTest.Result
    var rest: Substring
    if content.hasPrefix("ok ") {
      (result, rest) = (.passed, content.dropFirst(3))
    } else if content.hasPrefix("not ok ") {
      (result, rest) = (.failed, content.dropFirst(7))
    } else {
      return nil
    }
    let digits = rest.prefix { $0.isASCII && $0.isNumber }
    guard !digits.isEmpty else { return nil }
    rest = rest.dropFirst(digits.count).drop { $0 == " " }
    if rest.hasPrefix("- ") { rest = rest.dropFirst(2) }
    return (result, rest)
  }

  /// Splits `name # SKIP because`.
  private static func nameAndDirective(_ rest: Substring) -> (String, String?) {
    let parts = rest.split(separator: "#", maxSplits: 1)
    func trimmed(_ text: Substring) -> String {
      String(String(text.drop { $0 == " " }.reversed().drop { $0 == " " }).reversed())
    }
    return (parts.first.map(trimmed) ?? "", parts.count > 1 ? trimmed(parts[1]) : nil)
  }
}

/// How many cases there were, by result.
public struct KTAPTotals: Sendable, Equatable, Codable {
  public var passed = 0
  public var failed = 0
  public var skipped = 0
  /// Cases that a plan announced and that never gave a result.
  public var missing = 0

  public var total: Int { passed + failed + skipped + missing }

  /// Counts the cases of `suites`: the tests one level below, or the suite itself when it failed
  /// without any.
  public init(of suites: [KTAPTest]) {
    for suite in suites {
      for test in suite.tests { add(test.result) }
      if suite.tests.isEmpty { add(suite.result) }
      missing += max(0, (suite.planned ?? 0) - suite.tests.count)
    }
  }

  private mutating func add(_ result: KTAPTest.Result) {
    switch result {
    case .passed: passed += 1
    case .failed: failed += 1
    case .skipped: skipped += 1
    case .unfinished: missing += 1
    }
  }
}
