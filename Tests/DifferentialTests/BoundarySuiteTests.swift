// The generator of boundary programs: its cases, what must come of them, and a few hundred of them.

import Differential
import Foundation
import HostedRun
import KernelCompilation
import TestSupport
import Testing

@Suite struct BoundarySuiteTests {
  @Test func everyCombinationComesOnce() {
    let points = (0..<UInt64(BoundaryAxes.count)).map { BoundaryAxes(number: 1000 + $0) }
    func times(_ condition: (BoundaryAxes) -> Bool) -> Int { points.count(where: condition) }
    for caller in BoundaryCaller.allCases {
      #expect(times { $0.caller == caller } == BoundaryAxes.count / BoundaryCaller.allCases.count)
    }
    // Variable arguments cannot be passed on, so the tail call is an indirect one there.
    let different = Set(points.map(\.description)).count
    let tails =
      BoundaryAxes.count / BoundaryCall.allCases.count
      * BoundaryClass.allCases.count { $0.isVariadic }
      / BoundaryClass.allCases.count
    #expect(different == BoundaryAxes.count - tails)
  }

  @Test func aSeedRepeatsItsCases() {
    func texts(_ seed: UInt64) -> [String] {
      (0..<50 as Range<UInt64>).map { "\(BoundaryCase(seed: seed, number: $0))" }
    }
    #expect(texts(3) == texts(3))
    #expect(texts(3) != texts(4))
  }

  /// An initialized value is never to be reported where ours has a part; a planted bug between two
  /// functions of ours always, unless the way or the size hides it.
  @Test func expectationsFollowFromTheAxes() {
    for number in 0..<UInt64(BoundaryAxes.count) {
      let boundary = BoundaryCase(seed: 1, number: number)
      let axes = boundary.axes
      switch boundary.expectation {
      case .noReport: #expect(axes.value != .planted)
      case .reportAllowed:
        #expect(axes.value != .planted)
        let isOurs = axes.caller == .instrumented || axes.caller == .region
        let callsItself = axes.call == .recursive || axes.call == .recursiveTrampoline
        #expect(!isOurs || axes.carrier == .variadicLarge || axes.callee == .stock && callsItself)
        #expect(
          axes.callee != .instrumented
            || [.local, .variadicMicrosoft, .variadicLarge].contains(axes.carrier))
      case .report: #expect(axes.value == .planted)
      case .missAllowed:
        #expect(axes.value == .planted)
        let isOurs = axes.caller == .instrumented && axes.callee == .instrumented
        let isPlain = axes.call != .trampoline && axes.call != .recursiveTrampoline
        let isHidden =
          axes.carrier == .large || axes.carrier == .variadicLarge
          || axes.carrier.isResult && axes.call == .tail
        #expect(!isOurs || !isPlain || isHidden, "\(axes)")
      }
    }
  }

  @Test func aVerdictNeedsTheRightResult() {
    let report = BoundaryObservation.finished(reports: 1, isResultRight: true)
    let silence = BoundaryObservation.finished(reports: 0, isResultRight: true)
    #expect(BoundaryVerdict(.noReport, report) == .falseReport)
    #expect(BoundaryVerdict(.noReport, silence) == .right)
    #expect(BoundaryVerdict(.report, silence) == .missed)
    #expect(BoundaryVerdict(.report, report) == .right)
    #expect(BoundaryVerdict(.missAllowed, silence) == .documentedMiss)
    #expect(BoundaryVerdict(.reportAllowed, report) == .documentedReport)
    #expect(
      BoundaryVerdict(.noReport, .finished(reports: 0, isResultRight: false)) == .wrongResult)
    #expect(BoundaryVerdict(.report, .ended(code: 139)).isFailure)
  }

  /// Every way to use a list, every class and every lack of registers comes among a few thousand cases.
  @Test func everyCircumstanceComes() {
    let cases = (0..<8000 as Range<UInt64>).map { BoundaryCase(seed: 1, number: $0) }
    let lists = cases.filter { $0.axes.carrier.isVariadic }
    for use in BoundaryListUse.allCases { #expect(lists.contains { $0.listUse == use }) }
    for lack in BoundaryVectorLack.allCases {
      #expect(lists.contains { $0.withoutVectors == lack && $0.expectation == .report })
    }
    for carrier in BoundaryClass.allCases where carrier.isVariadic && carrier != .variadicLarge {
      #expect(lists.contains { $0.axes.carrier == carrier && $0.expectation == .report })
      #expect(lists.contains { $0.axes.carrier == carrier && $0.expectation == .noReport })
    }
  }

  /// Clang's own pass on the same programs shows that the generator finds what it is meant to find.
  @Test(arguments: [true, false])
  func boundariesHoldWithOurPass(checksParameters: Bool) async throws {
    try await withTemporaryFolder { folder in
      var suite = BoundarySuite(
        seed: 7, numbers: 250..<550, failureDirectory: folder.path(percentEncoded: false),
        project: try ProjectFiles(programDirectory: Products.directory))
      suite.checksParameters = checksParameters
      let summary = try await suite.run()
      #expect(summary.isSuccess, "\(summary.text)")
      #expect(summary.stock.falseReports > 0, "\(summary.text)")
    }
  }
}
