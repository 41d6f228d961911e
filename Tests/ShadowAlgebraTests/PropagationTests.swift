// What the pass relies on besides precision: clean operands cost nothing, and results have the
// right width.

import RuleEvaluation
import RuleVerification
import ShadowAlgebra
import Testing

@Suite("Propagation") struct PropagationTests {
  @Test(
    "clean operands give a clean constant", arguments: [1, 8, 16, 64, 65, 128],
    RuleSet.allCases)
  func clean(_ width: Int, _ rules: RuleSet) {
    for rule in Rule.all(width: width) {
      var builder = IntegerBuilder()
      let operands = rule.operandWidths(width).map { width in
        OperandKind.clean.operand(BitVector(1, width: width), 0)
      }
      let shadow = builder.shadow(rule, operands, rules: rules)
      #expect(builder.operationCount == 0, "\(rule) emits operations")
      #expect(shadow.isKnown && shadow.bits == 0, "\(rule) is not known to be clean")
      #expect(shadow.width == rule.resultWidth(width), "\(rule)")
    }
  }

  @Test("a shadow is as wide as the result", arguments: [1, 2, 3, 16, 33, 128], RuleSet.allCases)
  func widths(_ width: Int, _ rules: RuleSet) {
    for rule in Rule.all(width: width) {
      for kinds in OperandKind.combinations(rule.operandCount) {
        var builder = IntegerBuilder()
        let operands = zip(kinds, rule.operandWidths(width)).map { kind, width in
          kind.operand(BitVector(0, width: width), kind == .unknown ? 1 : 0)
        }
        let shadow = builder.shadow(rule, operands, rules: rules)
        #expect(shadow.width == rule.resultWidth(width), "\(rule) \(kinds)")
      }
    }
  }

  @Test("an operation's mnemonic lists the operation")
  func mnemonics() {
    for mnemonic in Mnemonic.allCases {
      let operations = mnemonic.operations(width: 16)
      #expect(!operations.isEmpty)
      #expect(operations.allSatisfy { $0.mnemonic == mnemonic })
    }
  }
}
