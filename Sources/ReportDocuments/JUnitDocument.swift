// Reports as JUnit XML, for continuous integration: one failed case for each unique report, after one
// for each test of a guest. The dialect is that of Jenkins (xunit-plugin, junit-10.xsd): suites,
// suites' counts, cases, failures.

import KMSANReport

/// A suite of tests that ran beside the reports.
public struct JUnitSuite: Sendable {
  /// How a test ended.
  public enum Outcome: Sendable, Equatable {
    case passed
    case failed(String)
    case skipped(String)
    /// There is no result, and why.
    case broken(String)
  }
  public struct Case: Sendable {
    public var name: String
    public var outcome: Outcome
    /// How long it ran; 0 where that was not measured.
    public var seconds: Double

    public init(name: String, outcome: Outcome, seconds: Double = 0) {
      self.name = name
      self.outcome = outcome
      self.seconds = seconds
    }
  }
  public var name: String
  public var cases: [Case]

  public init(name: String, cases: [Case]) {
    self.name = name
    self.cases = cases
  }
}

/// A JUnit document.
public struct JUnitDocument: Sendable {
  private let entries: [ReportEntry]
  private let suites: [JUnitSuite]
  private let context: DocumentContext

  public init(
    _ entries: [ReportEntry], suites: [JUnitSuite] = [], context: DocumentContext
  ) {
    self.entries = entries
    self.suites = suites
    self.context = context
  }

  /// The text, with a final line feed.
  public var text: String {
    let skipped = entries.filter { $0.suppression != nil || $0.baseline == .absent }.count
    // A run without reports has one case that passed: an empty suite looks like a broken run.
    let tests = max(entries.count, 1)
    let failures = entries.count - skipped
    var xml = XMLWriter()
    let all = suites.map(\.counts)
    var total = [
      "tests": "\(all.reduce(tests) { $0 + $1.tests })",
      "failures": "\(all.reduce(failures) { $0 + $1.failures })",
    ]
    if !suites.isEmpty { total["errors"] = "\(all.reduce(0) { $0 + $1.errors })" }
    xml.open("testsuites", total)
    for suite in suites { suite.write(to: &xml) }
    xml.open(
      "testsuite",
      [
        "name": "kmsan", "tests": "\(tests)", "failures": "\(failures)", "errors": "0",
        "skipped": "\(skipped)", "time": "0",
      ])
    xml.open("properties")
    xml.empty(
      "property", ["name": "schemaVersion", "value": "\(DocumentContext.schemaVersion)"])
    xml.empty("property", ["name": "toolVersion", "value": context.toolVersion])
    for log in context.logs { xml.empty("property", ["name": "log", "value": log]) }
    xml.close("properties")
    if entries.isEmpty {
      xml.empty("testcase", ["classname": "kmsan", "name": "no reports", "time": "0"])
    }
    for entry in entries { write(entry, to: &xml) }
    xml.close("testsuite")
    xml.close("testsuites")
    return xml.text
  }

  private func write(_ entry: ReportEntry, to xml: inout XMLWriter) {
    let report = entry.report
    let name = "\(report.heading) [\(entry.unique.fingerprint)]"
    var attributes = ["classname": "kmsan.\(report.title)", "name": name, "time": "0"]
    if let place = entry.place {
      attributes["file"] = place.file
      attributes["line"] = "\(place.line)"
    }
    xml.open("testcase", attributes)
    if let suppression = entry.suppression {
      xml.empty("skipped", ["message": "suppressed: \(suppression.reason)"])
    } else if entry.baseline == .absent {
      xml.empty("skipped", ["message": "not seen in this run"])
    } else {
      let count = entry.unique.count
      xml.element(
        "failure",
        ["type": report.title, "message": "\(report.heading), \(count) times"],
        text: report.linuxText)
    }
    xml.close("testcase")
  }
}

// MARK: - Tests of a guest

extension JUnitSuite {
  fileprivate struct Counts {
    var tests = 0
    var failures = 0
    var errors = 0
    var skipped = 0
    var seconds = 0.0
  }

  fileprivate var counts: Counts {
    var counts = Counts()
    for test in cases {
      counts.tests += 1
      counts.seconds += test.seconds
      switch test.outcome {
      case .passed: break
      case .failed: counts.failures += 1
      case .broken: counts.errors += 1
      case .skipped: counts.skipped += 1
      }
    }
    return counts
  }

  fileprivate func write(to xml: inout XMLWriter) {
    let counts = counts
    xml.open(
      "testsuite",
      [
        "name": name, "tests": "\(counts.tests)", "failures": "\(counts.failures)",
        "errors": "\(counts.errors)", "skipped": "\(counts.skipped)",
        "time": JUnitSuite.time(counts.seconds),
      ])
    for test in cases {
      let attributes = [
        "classname": name, "name": test.name, "time": JUnitSuite.time(test.seconds),
      ]
      switch test.outcome {
      case .passed:
        xml.empty("testcase", attributes)
        continue
      case .failed(let words):
        xml.open("testcase", attributes)
        xml.empty("failure", ["message": words, "type": "failed"])
      case .broken(let words):
        xml.open("testcase", attributes)
        xml.empty("error", ["message": words, "type": "no result"])
      case .skipped(let words):
        xml.open("testcase", attributes)
        xml.empty("skipped", ["message": words])
      }
      xml.close("testcase")
    }
    xml.close("testsuite")
  }

  /// Seconds with milliseconds, and a point in every language.
  private static func time(_ seconds: Double) -> String {
    let thousandths = Int((max(seconds, 0) * 1000).rounded())
    if thousandths == 0 { return "0" }
    let digits = String(thousandths % 1000)
    return "\(thousandths / 1000)." + String(repeating: "0", count: 3 - digits.count) + digits
  }
}
