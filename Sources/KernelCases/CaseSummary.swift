// Verdicts as KTAP, for programs and people: one line for each case, and what differs below it.
//
// Source: Linux, Documentation/dev-tools/ktap.rst.

/// The verdicts on some cases.
public struct CaseSummary: Sendable {
  public let verdicts: [CaseVerdict]

  public init(_ verdicts: [CaseVerdict]) { self.verdicts = verdicts }

  public var failures: [CaseVerdict] { verdicts.filter(\.isFailure) }

  /// The text.
  public var text: String {
    var lines = ["KTAP version 1", "1..\(verdicts.count)"]
    for (index, verdict) in verdicts.enumerated() {
      switch verdict.result {
      case .passed: lines.append("ok \(index + 1) \(verdict.name)")
      case .skipped(let reason): lines.append("ok \(index + 1) \(verdict.name) # SKIP \(reason)")
      case .failed(let differences):
        lines += differences.map { "# \($0)" }
        lines += verdict.console.split(separator: "\n").map { "#   | \($0)" }
        lines.append("not ok \(index + 1) \(verdict.name)")
      }
    }
    let skipped = verdicts.count { if case .skipped = $0.result { true } else { false } }
    lines.append(
      "# \(verdicts.count - failures.count - skipped) passed, \(failures.count) failed,"
        + " \(skipped) skipped")
    return lines.joined(separator: "\n") + "\n"
  }

  /// What differs, and how many cases passed: without a line for those that did.
  public var textOfFailures: String {
    text.split(separator: "\n").drop { !$0.hasPrefix("1..") }.dropFirst()
      .filter { !$0.hasPrefix("ok ") }.map { "\($0)\n" }.joined()
  }
}
