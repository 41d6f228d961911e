// What the rules emit: nothing in vain.

import RuleEvaluation
import RuleVerification
import ShadowAlgebra
import Testing

@Suite("Emission") struct EmissionTests {
  @Test("every operation that a rule emits is used", arguments: RuleSet.allCases)
  func dead(_ rules: RuleSet) {
    for rule in Rule.all(width: 32) {
      // The two shadows of an overflow operation share operations.
      guard case .operation = rule else { continue }
      for kinds in OperandKind.combinations(rule.operandCount) where kinds.contains(.unknown) {
        var builder = SMTBuilder(prefix: "%")
        let operands = zip(kinds, rule.operandWidths(32)).enumerated().map { index, operand in
          Self.operand(index, kind: operand.0, width: operand.1)
        }
        let shadow = builder.propagate(rule, operands, rules: rules)
        var uses = builder.definitions.map { $0.split { " ()".contains($0) } }
        uses.append(["shadow", "is", Substring(shadow.text)])
        for (index, words) in uses.dropLast().enumerated() {
          let name = words[1]
          let isUsed = uses[(index + 1)...].contains { $0.dropFirst(2).contains(name) }
          #expect(isUsed, "\(rule) \(kinds): \(builder.definitions[index])")
        }
      }
    }
  }

  private static func operand(
    _ index: Int, kind: OperandKind, width: Int
  ) -> ShadowedValue<SMTTerm> {
    let clean = SMTTerm(BitVector(0, width: width))
    return ShadowedValue(
      value: kind == .constant
        ? SMTTerm(BitVector(width == 1 ? 1 : 10, width: width))
        : SMTTerm(name: "v\(index)", width: width),
      shadow: kind == .unknown ? SMTTerm(name: "s\(index)", width: width) : clean)
  }

  @Test("frequent operations stay cheap")
  func cost() {
    // Operations, LLVM's rule in comparison: 8 and 1 for sums, 5 and 5 for equality.
    let limits: [(Operation, OperandKind, Int)] = [
      (.and, .unknown, 4), (.or, .unknown, 6), (.xor, .unknown, 1), (.add, .unknown, 8),
      (.add, .clean, 5), (.add, .constant, 5), (.sub, .unknown, 8), (.sub, .constant, 5),
      (.and, .constant, 1), (.or, .constant, 1), (.xor, .constant, 0), (.mul, .constant, 3),
      (.shl, .constant, 1), (.shl, .clean, 2), (.icmp(.eq), .unknown, 5),
      (.icmp(.eq), .constant, 4), (.icmp(.ult), .unknown, 7), (.icmp(.ult), .constant, 3),
      (.icmp(.slt), .constant, 4), (.select, .clean, 1), (.select, .unknown, 5),
      (.zext(to: 128), .unknown, 1), (.freeze, .unknown, 0),
    ]
    for (operation, kind, limit) in limits {
      let count = Rule.operation(operation).operationCount(.kmsan, kind)
      #expect(count <= limit, "\(operation) with an operand that is \(kind)")
    }
  }
}
