// How a rule compares with the truth, in figures.

import RuleEvaluation
import ShadowAlgebra

/// How a rule did on a set of states.
public struct Measurement: Sendable, Equatable, Codable {
  /// States with at least one uninitialized bit and one defined filling.
  public var states = 0
  /// States in which a truly uninitialized bit is not in the rule's shadow.
  public var missed = 0
  /// States in which the rule's shadow has a bit that is known.
  public var excess = 0
  /// States in which rule and truth are equal.
  public var exact = 0
  /// States in which nothing is uninitialized in truth, but something by the rule.
  public var spurious = 0
  /// The first state in which the rule misses a bit.
  public var firstMissed: String?
  /// The first state in which the rule has a bit too many.
  public var firstExcess: String?

  public init() {}

  /// Adds one state.
  mutating func note(
    shadow: UInt128, truth: UInt128, _ operands: @autoclosure () -> [ShadowedValue<BitVector>]
  ) {
    states += 1
    if shadow == truth { exact += 1 }
    if truth & ~shadow != 0 {
      missed += 1
      firstMissed = firstMissed ?? Self.describe(operands(), shadow, truth)
    }
    if shadow & ~truth != 0 {
      excess += 1
      firstExcess = firstExcess ?? Self.describe(operands(), shadow, truth)
    }
    if truth == 0, shadow != 0 { spurious += 1 }
  }

  /// Adds one state of which two fillings are known only.
  mutating func note(
    missed bits: UInt128, _ shadow: UInt128,
    _ operands: @autoclosure () -> [ShadowedValue<BitVector>]
  ) {
    states += 1
    guard bits != 0 else { return }
    missed += 1
    firstMissed = firstMissed ?? Self.describe(operands(), shadow, bits)
  }

  private static func describe(
    _ operands: [ShadowedValue<BitVector>], _ shadow: UInt128, _ truth: UInt128
  ) -> String {
    let text = operands.map { operand in
      let value = String(operand.value.bits, radix: 2)
      return "\(value)/\(String(operand.shadow.bits, radix: 2))"
    }
    return "value/shadow \(text.joined(separator: " ")): "
      + "rule \(String(shadow, radix: 2)), truth \(String(truth, radix: 2))"
  }
}
