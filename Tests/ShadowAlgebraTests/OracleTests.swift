// Every rule keeps its promise, by the oracle.

import RuleEvaluation
import RuleVerification
import ShadowAlgebra
import TestSupport
import Testing

@Suite("Oracle") struct OracleTests {
  @Test(
    "our rules are as exact as they claim", arguments: TestScope.sample(OracleCase.all, every: 40))
  func precision(_ oracleCase: OracleCase) async {
    let outcome = await compute { oracleCase.run() }
    #expect(outcome.states > 0, "nothing was tested")
    for violation in outcome.violations { Issue.record(Comment(rawValue: violation)) }
  }

  @Test(
    "LLVM's rules are as exact as the table says",
    arguments: TestScope.sample(Rule.all(width: 3), every: 8))
  func llvm(_ rule: Rule) async {
    let width = min(3, rule.enumeratedWidthMax)
    let table = await compute { TruthTable(rule, width: width) }
    for kinds in OperandKind.combinations(rule.operandCount) where kinds.contains(.unknown) {
      let measurement = table.measure(.llvm, kinds)
      switch rule.precision(in: .llvm, kinds, width: width) {
      case .exact: #expect(measurement.missed + measurement.excess == 0)
      case .sound: #expect(measurement.missed == 0)
      case .heuristic: break
      }
    }
    if rule.precision(in: .llvm) == .heuristic {
      #expect(table.measure(.llvm).missed > 0, "the rule is better than the table says")
    }
  }

  @Test("a rule that is not exact says why", arguments: Rule.all(width: 16))
  func remarks(_ rule: Rule) {
    #expect(rule.precision(in: .kmsan) == .exact || rule.remark != nil)
    #expect(rule.precision(in: .kmsan) != .heuristic)
  }
}
