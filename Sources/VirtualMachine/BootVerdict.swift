// From what a boot left to one verdict and its exit code. The order is the policy: an unexpected
// report is the finding that the command exists for, so it comes before a time limit or a panic
// in the same run; a failed test case counts as a kernel that did not work (code 3).

import HostSystem
import KMSANReport

/// How a boot is judged.
public enum BootVerdict: Sendable, Equatable {
  /// Everything asked for happened, and nothing was reported outside of KMSAN's own suite.
  case passed
  /// KMSAN reported where nothing was provoked.
  case unexpectedReports(Int)
  /// The time limit passed.
  case timeLimit(seconds: Double)
  /// The kernel panicked without an unexpected report.
  case panicked(String)
  /// QEMU ended before init had reached its end.
  case didNotFinish(String)
  /// Cases of the suites failed, or announced cases never ran.
  case failedCases(failed: Int, missing: Int)
  /// No case ran though the suite was asked for.
  case noCases

  /// What a boot has to show.
  public struct Expectation: Sendable {
    /// Whether test cases must have run.
    public var tests: Bool
    /// The last line of our init program.
    public var lastInitLine: String

    public init(tests: Bool, lastInitLine: String = "done") {
      self.tests = tests
      self.lastInitLine = lastInitLine
    }
  }

  /// Judges a boot.
  public init(_ result: BootResult, expecting expectation: Expectation) {
    let console = result.console
    let unexpected = console.reports.filter { !$0.isExpected }.count
    let totals = KTAPTotals(of: console.suites)
    if unexpected > 0 {
      self = .unexpectedReports(unexpected)
    } else if result.hitTimeLimit {
      self = .timeLimit(seconds: result.timeLimitSeconds)
    } else if let panic = console.panic {
      self = .panicked(panic)
    } else if console.initLines.last != expectation.lastInitLine {
      self = .didNotFinish(BootVerdict.reason(result))
    } else if totals.failed + totals.missing > 0 {
      self = .failedCases(failed: totals.failed, missing: totals.missing)
    } else if expectation.tests, totals.total == 0 {
      self = .noCases
    } else {
      self = .passed
    }
  }

  private static func reason(_ result: BootResult) -> String {
    if let code = result.machineCode, code != 0 {
      return "QEMU ended with code \(code)"
        + (result.machineWords.map { ":\n\($0)" } ?? "")
    }
    if result.console.lineCount == 0 { return "the console stayed empty" }
    if result.console.initLines.isEmpty { return "init was not reached" }
    return "init did not reach its end (last line: \(result.console.initLines.last ?? ""))"
  }

  /// The exit status of a command that ends with this verdict.
  public var exitStatus: CommandStatus {
    switch self {
    case .passed: .clean
    case .unexpectedReports: .reportsFound
    case .timeLimit: .timeLimit
    case .panicked: .guestPanic
    case .didNotFinish, .failedCases, .noCases: .buildOrBootFailed
    }
  }

  /// One line for a person.
  public var text: String {
    switch self {
    case .passed: "passed"
    case .unexpectedReports(let count):
      count == 1
        ? "1 report outside of the KMSAN suite" : "\(count) reports outside of the KMSAN suite"
    case .timeLimit(let seconds): "the time limit of \(Int(seconds)) s passed"
    case .panicked(let message): "the kernel panicked: \(message)"
    case .didNotFinish(let reason): "the kernel did not finish: \(reason)"
    case .failedCases(let failed, let missing):
      "\(failed) test cases failed, \(missing) gave no result"
    case .noCases: "no test case ran"
    }
  }
}
