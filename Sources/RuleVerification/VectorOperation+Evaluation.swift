// The results of vector operations, as numbers and as terms: their steps, taken by what evaluates the
// operations of LLVM IR.

import ShadowAlgebra

/// Takes the steps on numbers.
struct NumberEvaluator: StepEvaluator {
  func width(of word: BitVector) -> Int { word.width }

  func constant(_ pattern: Int64, like word: BitVector) -> BitVector {
    BitVector(UInt128(truncatingIfNeeded: pattern), width: word.width)
  }

  func apply(_ operation: Operation, _ operands: [BitVector]) -> BitVector {
    guard let result = Rule.operation(operation).evaluate(operands) else {
      preconditionFailure("a step of a vector operation is poison")
    }
    return result
  }
}

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
  func evaluate(_ operands: [BitVector]) -> BitVector {
    var evaluator = NumberEvaluator()
    return define(operands, in: &evaluator)
  }

  func evaluate(_ operands: [SMTTerm], _ builder: inout SMTBuilder) -> SMTTerm {
    var evaluator = TermEvaluator(builder: builder)
    defer { builder = evaluator.builder }
    return define(operands, in: &evaluator)
  }
}
