// What a case expects against what the console has: the whole of each report. The judge knows nothing of
// the place; symbolized reports are compared by lines, others by functions.

import KMSANReport

/// How much of a report can be compared.
public enum CasePrecision: Sendable {
  /// By files and lines, memory types and checks: our runtime, with debug information.
  case lines
  /// By kinds, functions, variables and bytes: Linux without debug information.
  case functions
}

/// The outcome of one case.
public struct CaseVerdict: Sendable, Equatable {
  public enum Result: Sendable, Equatable {
    case passed
    case skipped(String)
    /// The case fails as its head says; why.
    case known(String)
    /// What differs, a line each: `file:line: …`.
    case failed([String])
  }

  public let name: String
  public let result: Result
  /// What the console says, for a person; of failures only.
  public var console: String

  public init(name: String, result: Result, console: String = "") {
    self.name = name
    self.result = result
    self.console = console
  }

  public var isFailure: Bool {
    if case .failed = result { true } else { false }
  }
}

/// Compares cases with what they left on a console.
public struct CaseJudge: Sendable {
  let precision: CasePrecision

  public init(precision: CasePrecision) { self.precision = precision }

  /// The verdicts on the cases that were to run, in their order. Reports outside of all cases fail a
  /// case of their own name, `(console)`.
  public func verdicts(on cases: [KernelCase], _ console: CaseConsole) -> [CaseVerdict] {
    let runs = Dictionary(console.runs.map { ($0.name, $0) }) { first, _ in first }
    var verdicts = cases.map { kernelCase in
      guard let run = runs[kernelCase.name] else {
        return CaseVerdict(
          name: kernelCase.name, result: .failed(["\(kernelCase.path):1: the case did not run"]))
      }
      return verdict(on: kernelCase, run)
    }
    if let report = console.strayReports.first {
      verdicts.append(
        CaseVerdict(
          name: "(console)", result: .failed(["a report belongs to no case: \(report.summary)"]),
          console: report.raw))
    }
    return verdicts
  }

  /// The verdict on one case.
  func verdict(on kernelCase: KernelCase, _ run: CaseRun) -> CaseVerdict {
    if case .skipped(let reason) = run.ending, run.reports.isEmpty {
      return CaseVerdict(name: kernelCase.name, result: .skipped(reason))
    }
    var differences: [String] = []
    switch run.ending {
    case .none: differences.append("\(kernelCase.path):1: the case did not come to its end")
    case .timedOut(let limit):
      differences.append("\(kernelCase.path):1: timed out after \(limit)")
    case .failed: differences.append("\(kernelCase.path):1: the case says that it failed")
    case .passed, .skipped: break
    }
    for (index, expected) in kernelCase.reports.enumerated() {
      guard index < run.reports.count else {
        differences.append(
          "\(kernelCase.path):\(expected.use.line): no report; expected: \(expected.kind)")
        continue
      }
      let comparison = ReportComparison(
        kernelCase: kernelCase, expected: expected, report: run.reports[index],
        precision: precision)
      differences += comparison.differences()
    }
    for report in run.reports.dropFirst(kernelCase.reports.count) {
      let line = ReportComparison.frames(of: kernelCase, in: report.use, precision).first?.line
      differences.append("\(kernelCase.path):\(line ?? 1): unexpected report: \(report.summary)")
    }
    if let reason = kernelCase.knownFailure {
      if !differences.isEmpty { return CaseVerdict(name: kernelCase.name, result: .known(reason)) }
      differences = ["\(kernelCase.path):1: the case passes: `Known:` is no longer true"]
    }
    guard !differences.isEmpty else {
      return CaseVerdict(name: kernelCase.name, result: .passed)
    }
    return CaseVerdict(
      name: kernelCase.name, result: .failed(differences), console: Self.text(of: run))
  }

  /// The lines of a case with what the symbolizer found, as far as a person needs them.
  private static func text(of run: CaseRun) -> String {
    let notes = run.text.split(separator: "\n").filter { $0.contains("# ") }.joined(separator: "\n")
    let reports = run.reports.map { report in
      var lines = ["\(report.title) in \(report.function.function)"]
      lines += report.use.map { "  \($0)" }
      for step in report.origins {
        let variable = step.variable.map { " \($0)" } ?? ""
        lines.append(" \(step.kind.rawValue)\(variable)")
        lines += step.stack.map { "  \($0)" }
      }
      if let bytes = report.bytes {
        lines.append(" bytes \(bytes.first)-\(bytes.last) of \(bytes.size ?? 0)")
      }
      if let type = report.memoryType { lines.append(" memory type \(type)") }
      if let check = report.check { lines.append(" check \(check)") }
      return lines.joined(separator: "\n")
    }
    return ([notes] + reports).filter { !$0.isEmpty }.joined(separator: "\n")
  }
}
