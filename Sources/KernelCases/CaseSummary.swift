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
    var (passed, skipped, known) = (0, 0, 0)
    for (index, verdict) in verdicts.enumerated() {
      let name = "\(index + 1) \(verdict.name)"
      switch verdict.result {
      case .passed:
        passed += 1
        lines.append("ok \(name)")
      case .skipped(let reason):
        skipped += 1
        lines.append("ok \(name) # SKIP \(reason)")
      case .known(let reason):
        known += 1
        lines.append("ok \(name) # XFAIL \(reason)")
      case .failed(let differences):
        lines += differences.map { "# \($0)" }
        lines += verdict.console.split(separator: "\n").map { "#   | \($0)" }
        lines.append("not ok \(name)")
      }
    }
    lines.append(
      "# \(passed) passed, \(failures.count) failed, \(known) known to fail, \(skipped) skipped")
    return lines.joined(separator: "\n") + "\n"
  }

  /// What differs, and how many cases passed: without a line for those that did.
  public var textOfFailures: String {
    text.split(separator: "\n").drop { !$0.hasPrefix("1..") }.dropFirst()
      .filter { !$0.hasPrefix("ok ") }.map { "\($0)\n" }.joined()
  }
}
