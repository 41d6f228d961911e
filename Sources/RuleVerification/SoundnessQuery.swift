// The question to the solver: is there a state in which a rule misses a bit?

import RuleEvaluation
import ShadowAlgebra

/// A rule's soundness at one width, negated, as a script for an SMT solver: it is sound for all
/// values iff every answer is "unsat".
public struct SoundnessQuery: Sendable {
  public let rule: Rule
  public let width: Int
  public let kinds: [OperandKind]
  /// The script, in SMT-LIB 2 with z3's tactics. It may ask several questions; all must be
  /// answered with "unsat".
  public let text: String
  public let questionCount: Int

  /// Operands may be unknown or clean; a constant could not be any value.
  ///
  /// For each operand there are the value v, the shadow s, and two fillings x and y that agree with
  /// v on the initialized bits. If f(x) and f(y) are defined, they must agree wherever the shadow,
  /// computed from v and s, is 0. Where every result is defined, v itself serves as the filling y.
  public init(_ rule: Rule, width: Int, _ kinds: [OperandKind], rules: RuleSet = .kmsan) {
    precondition(!kinds.contains(.constant), "a constant is not any value")
    self.rule = rule
    self.width = width
    self.kinds = kinds
    let widths = rule.operandWidths(width)
    let values = Self.names("v", widths)
    let fillings = Self.names("x", widths)
    let shadows = zip(Self.names("s", widths), kinds).map { name, kind in
      kind == .unknown ? name : SMTTerm(BitVector(0, width: name.width))
    }
    var builder = SMTBuilder(countWidthMax: CountFacts.summedWidthMax)
    let operands = zip(values, shadows).map { ShadowedValue(value: $0, shadow: $1) }
    let shadow = builder.propagate(rule, operands, rules: rules)
    let first = rule.evaluate(fillings, &builder)
    let others = first.isDefined == nil ? values : Self.names("y", widths)
    let second = rule.evaluate(others, &builder)

    let lemmas = builder.namedCounts.isEmpty ? [] : CountFacts.proof
    questionCount = lemmas.count + 1
    var lines = ["(set-logic QF_UFBV)"] + lemmas
    let names = values + fillings + shadows.filter { $0.constant == nil }
    let all = first.isDefined == nil ? names : names + others
    lines += all.map { "(declare-const \($0.text) (_ BitVec \($0.width)))" }
    lines += builder.definitions
    lines += CountFacts.assertions(builder.namedCounts)
    let copies = first.isDefined == nil ? [fillings] : [fillings, others]
    for copy in copies {
      for (filling, (value, shadow)) in zip(copy, zip(values, shadows)) {
        let mask = "(bvnot \(shadow.text))"
        lines.append(
          "(assert (= (bvand \(filling.text) \(mask)) (bvand \(value.text) \(mask))))")
      }
    }
    lines += [first.isDefined, second.isDefined].compactMap { $0 }.map { "(assert \($0))" }
    let difference = "(bvxor \(first.value.text) \(second.value.text))"
    let zero = SMTTerm(BitVector(0, width: shadow.width)).text
    lines.append("(assert (distinct (bvand \(difference) (bvnot \(shadow.text))) \(zero)))")
    lines.append(Self.question(rule))
    text = lines.joined(separator: "\n") + "\n"
  }

  /// z3's default strategy is several times slower on sums than plain bit-blasting, but it avoids
  /// blasting dividers where it can.
  private static func question(_ rule: Rule) -> String {
    let divisions: [Rule] = [.udiv, .sdiv, .urem, .srem].map(Rule.operation)
    // Bit-blasting knows no functions.
    if case .lane = rule { return "(check-sat)" }
    if divisions.contains(rule) { return "(check-sat)" }
    return "(check-sat-using (then simplify bit-blast sat))"
  }

  private static func names(_ letter: String, _ widths: [Int]) -> [SMTTerm] {
    widths.enumerated().map { SMTTerm(name: "\(letter)\($0.offset)", width: $0.element) }
  }
}
