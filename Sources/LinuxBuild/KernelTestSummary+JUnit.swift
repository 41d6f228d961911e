// What `kmsan linux test --junit` writes, for continuous integration: a suite for the run itself, one for
// each suite of the guest, and one for the reports that nothing provoked.

import HostSystem
import KMSANReport
import ReportDocuments
import VirtualMachine

extension KernelTestSummary {
  /// The outcome as JUnit XML.
  public var junit: String {
    var collection = ReportCollection()
    for observed in reports where !observed.isExpected { collection.add(observed.report, log: log) }
    let run = JUnitSuite(name: "kmsan linux test", cases: [verdictCase])
    return JUnitDocument(
      collection.unique.map { ReportEntry($0) },
      suites: [run] + suites.map(KernelTestSummary.suite),
      context: DocumentContext(toolVersion: tool.version, logs: [log])
    ).text
  }

  /// Build, boot and verdict. Reports and failed cases have cases of their own.
  private var verdictCase: JUnitSuite.Case {
    let told = [CommandStatus.clean.code, CommandStatus.reportsFound.code]
    let hasFailedCase = totals.failed + totals.missing > 0
    let isTold = told.contains(exitCode) || hasFailedCase
    let name = "build and boot of \(kernel.configuration), pass \(kernel.pass)"
    return .init(
      name: name, outcome: isTold ? .passed : .broken(verdict), seconds: kernel.bootSeconds)
  }

  private static func suite(_ suite: KTAPTest) -> JUnitSuite {
    JUnitSuite(name: suite.name, cases: cases(suite, path: []))
  }

  /// The tests without tests of their own, with the names of the groups that they are in.
  private static func cases(_ test: KTAPTest, path: [String]) -> [JUnitSuite.Case] {
    if test.tests.isEmpty {
      let name = path.isEmpty ? test.name : path.joined(separator: ".")
      return [.init(name: name, outcome: outcome(test))]
    }
    var cases = test.tests.flatMap { self.cases($0, path: path + [$0.name]) }
    let missing = (test.planned ?? 0) - test.tests.count
    if missing > 0 {
      let words = "\(missing) of \(test.planned ?? 0) tests never began"
      cases.append(
        .init(name: (path + ["(not run)"]).joined(separator: "."), outcome: .broken(words)))
    }
    return cases
  }

  private static func outcome(_ test: KTAPTest) -> JUnitSuite.Outcome {
    switch test.result {
    case .passed: .passed
    case .failed: .failed(test.differences?.joined(separator: "\n") ?? "not ok")
    case .skipped: .skipped(test.reason ?? "")
    case .unfinished: .broken("began, and has no result")
    }
  }
}
