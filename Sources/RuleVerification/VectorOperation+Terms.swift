// The results of vector operations as terms for z3: their steps, computed as the operations of LLVM IR are.

import RuleEvaluation
import ShadowAlgebra

/// Takes the steps on terms.
struct TermEvaluator: StepEvaluator {
  var builder: SMTBuilder

  func width(of word: SMTTerm) -> Int { word.width }

  func constant(_ pattern: Int64, like word: SMTTerm) -> SMTTerm {
    SMTTerm(BitVector(UInt128(truncatingIfNeeded: pattern), width: word.width))
  }

  mutating func apply(_ operation: Operation, _ operands: [SMTTerm]) -> SMTTerm {
    Rule.operation(operation).evaluate(operands, &builder).value
  }
}

extension VectorOperation {
  func evaluate(_ operands: [SMTTerm], _ builder: inout SMTBuilder) -> SMTTerm {
    var evaluator = TermEvaluator(builder: builder)
    defer { builder = evaluator.builder }
    return define(operands, in: &evaluator)
  }
}
