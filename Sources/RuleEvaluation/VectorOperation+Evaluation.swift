// The results of vector operations on numbers: their steps, computed as the operations of LLVM IR are.

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

extension VectorOperation {
  package func evaluate(_ operands: [BitVector]) -> BitVector {
    var evaluator = NumberEvaluator()
    return define(operands, in: &evaluator)
  }
}
