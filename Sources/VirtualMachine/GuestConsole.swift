// What a guest says on its console, understood line by line: test results, reports, panics, and
// the lines of our own init program.

import KMSANReport

/// A report together with where in the run it came.
public struct ObservedReport: Sendable, Equatable, Codable {
  public var report: Report
  /// The KUnit suite that was running; nil outside of any.
  public var suite: String?

  public init(report: Report, suite: String?) {
    self.report = report
    self.suite = suite
  }

  /// Whether the report was provoked: the suites of KMSAN use uninitialized memory on purpose, and
  /// judge each report themselves.
  public var isExpected: Bool {
    suite == GuestConsole.provokingSuite || suite == GuestConsole.casesSuite
      || suite?.hasPrefix(GuestConsole.boundarySuitePrefix) == true
  }
}

/// Gathers a guest's console lines.
public struct GuestConsole: Sendable {
  /// The KUnit suite whose reports are its purpose.
  public static let provokingSuite = "kmsan"
  /// How the names of our own suites begin, whose reports are theirs to judge.
  public static let boundarySuitePrefix = "kmsan_boundaries_"
  /// The suite of cases, whose reports the host judges.
  public static let casesSuite = "kmsan_cases"
  /// What our init program puts before each of its lines.
  public static let initPrefix = "kmsan-init: "

  private var reportParser = ReportParser()
  private var testParser = KTAPParser()
  /// The suite that ran when the report that is being read began.
  private var suiteOfReport: String?

  /// The reports that have ended, in order.
  public private(set) var reports: [ObservedReport] = []
  /// The suites; complete after ``finish()``.
  public var suites: [KTAPTest] = []
  /// The message of a panic.
  public private(set) var panic: String?
  /// Headlines of kernel warnings and oopses.
  public private(set) var warnings: [String] = []
  /// The lines of our init program, without their prefix.
  public private(set) var initLines: [String] = []
  /// The guest's time when it started init, in nanoseconds.
  public private(set) var initStartNanoseconds: UInt64?
  /// How many lines there were.
  public private(set) var lineCount = 0

  public init() {}

  /// Cases that have ended so far.
  public var casesEnded: Int { testParser.casesEnded }

  /// Takes one line. Returns the reports that the line ends.
  @discardableResult
  public mutating func consume(_ rawLine: String) -> [ObservedReport] {
    lineCount += 1
    let line = ConsoleLine(rawLine)
    let wasInReport = reportParser.isInReport
    let ended = reportParser.consume(line)
    let observed = ended.map { ObservedReport(report: $0, suite: suiteOfReport) }
    reports += observed
    if reportParser.isInReport, !wasInReport || !ended.isEmpty {
      suiteOfReport = testParser.currentSuite
    }
    testParser.consume(line.text)
    notice(line)
    return observed
  }

  /// Ends the console.
  public mutating func finish() {
    for report in reportParser.finish() {
      reports.append(ObservedReport(report: report, suite: suiteOfReport))
    }
    suites += testParser.finish()
  }

  private mutating func notice(_ line: ConsoleLine) {
    let text = line.text
    if text.hasPrefix(GuestConsole.initPrefix) {
      initLines.append(String(text.dropFirst(GuestConsole.initPrefix.count)))
    } else if text.hasPrefix("Kernel panic - not syncing: ") {
      panic = panic ?? String(text.dropFirst("Kernel panic - not syncing: ".count))
    } else if text.hasPrefix("Run ") && text.hasSuffix(" as init process") {
      initStartNanoseconds = line.timeNanoseconds
    } else if text.hasPrefix("WARNING: ") || text.hasPrefix("BUG: ") || text.hasPrefix("Oops: "),
      !text.hasPrefix("BUG: KMSAN:")
    {
      warnings.append(text)
    }
  }
}
