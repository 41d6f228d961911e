// Worked examples: what they say of a rule is what the rule does, and their witnesses are true.

import RuleEvaluation
import RuleVerification
import ShadowAlgebra
import Testing

@Suite("Worked examples") struct WorkedExampleTests {
  @Test("operands are read and written")
  func operands() throws {
    let operand = try #require(ShadowedValue<BitVector>(text: "01?1"))
    #expect(operand.value.bits == 0b0101 && operand.shadow.bits == 0b0010)
    #expect(operand.text == "01?1")
    #expect(ShadowedValue<BitVector>(text: "0x2a/0x0f:8")?.text == "0010????")
    #expect(ShadowedValue<BitVector>(text: "42/15:8")?.text == "0010????")
    for wrong in ["", "012", "0x2a", "1/2", "1/2:0", "1/2:129", "x/0:8"] {
      #expect(ShadowedValue<BitVector>(text: wrong) == nil, "\(wrong)")
    }
  }

  @Test("every rule has an example, whose witnesses are two results of the operation")
  func examples() throws {
    for rule in Rule.all(width: 16) {
      let own = Rule.all(width: 4).first { $0.description == rule.description }
      let example =
        own.flatMap { WorkedExample.typical($0) } ?? WorkedExample.typical(rule, width: 16)
      let found = try #require(example, "\(rule)")
      #expect(!found.witnesses.isEmpty && found.isComplete)
      for witness in found.witnesses {
        let (zero, one) = (found.rule.evaluate(witness.zero), found.rule.evaluate(witness.one))
        #expect(zero.map { $0.bits >> UInt128(witness.bit) & 1 } == 0)
        #expect(one.map { $0.bits >> UInt128(witness.bit) & 1 } == 1)
        // Nothing is missed.
        #expect(found.shadow.bits >> UInt128(witness.bit) & 1 == 1, "\(rule)")
      }
    }
  }

  @Test("the text names bits, fillings and what the rule promises")
  func text() throws {
    let add = try #require(Rule.all(width: 4).first { $0.description == "add" })
    let operands = try ["01?1", "0001"].map { try #require(ShadowedValue<BitVector>(text: $0)) }
    #expect(
      WorkedExample(add, operands).text() == """
        add: exact: a result bit is uninitialized if and only if it can be both 0 and 1
          a      = 01?1
          b      = 0001
          result = ???0
          Tried all 2 fillings of the uninitialized operand bits:
          bit 3 is 0 for a = 0101, b = 0001, and 1 for a = 0111, b = 0001
          bit 2 is 0 for a = 0111, b = 0001, and 1 for a = 0101, b = 0001
          bit 1 is 0 for a = 0111, b = 0001, and 1 for a = 0101, b = 0001
          No other bit changes: the rule calls uninitialized what is.

        """)
  }
}
