// What is emitted is what is meant: every rule, through the real pass and a processor, gives the shadow
// that the rule gives on integers, bit by bit. The latter is held against the oracle
// (ShadowAlgebraTests), so this makes the oracle reach the instructions that run.
//
// Besides: the program's own results stay as they are, origins are those of poisoned operands, and a
// poisoned divisor, and nothing else, is reported.

import Instrumentation
import RuleEvaluation
import RuleVerification
import ShadowAlgebra
import TestSupport
import Testing

@Suite struct EmittedRulesTests {
  static let shapes = [
    Shape(width: 1), Shape(width: 2), Shape(width: 3), Shape(width: 4), Shape(width: 8),
    Shape(width: 16), Shape(width: 32), Shape(width: 33), Shape(width: 128),
    Shape(width: 64), Shape(width: 4, vectorLanes: 4), Shape(width: 16, vectorLanes: 4),
    Shape(width: 64, vectorLanes: 2),
  ]

  @Test(arguments: TestScope.sample(shapes, every: 4), RuleSet.allCases)
  func whatIsEmittedIsWhatIsMeant(shape: Shape, rules: RuleSet) async throws {
    let outcome = try await compute { Result { try Self.run(shape, rules) } }.get()
    #expect(outcome.rowCount > 0)
    for difference in outcome.differences.prefix(20) {
      Issue.record(Comment(rawValue: difference))
    }
  }

  /// The table of rules is walked; each has an instruction in some shape. Vector operations are emitted
  /// by VectorIntrinsicTests.
  @Test func everyRuleIsEmitted() {
    let rules = Set(Self.shapes.flatMap { RuleFunction.all($0).flatMap(\.subject.rules) })
    let names = Set(rules.map(\.description))
    for width in Set(Self.shapes.map(\.width)) {
      for rule in Rule.all(width: width) {
        if case .vector = rule { continue }
        #expect(names.contains(rule.description), "\(rule) is not emitted")
      }
    }
  }

  struct Outcome: Sendable {
    var rowCount = 0
    var differences: [String] = []
  }

  /// Runs every function of a shape, as instrumented, and with local functions and cleaned up.
  static func run(_ shape: Shape, _ rules: RuleSet) throws -> Outcome {
    let functions = RuleFunction.all(shape)
    var options = Options()
    // The test itself writes and reads the context state.
    options.tokens = false
    options.rules = rules
    options.verify = true
    let programs = try [false, true].map { cleansUp in
      options.cleanUp = cleansUp
      options.localFunctions = cleansUp
      return (cleansUp, try RuleProgram(functions, options: options))
    }
    var outcome = Outcome()
    for (index, function) in functions.enumerated() {
      let table = RuleTable(function, rules: rules, seed: UInt64(index))
      outcome.rowCount += table.rowCount
      for (cleansUp, program) in programs {
        if let difference = table.firstDifference(from: try program.run(table)) {
          outcome.differences.append((cleansUp ? "cleaned up: " : "") + difference)
        }
      }
    }
    return outcome
  }
}
