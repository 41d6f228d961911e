// A rule on given operands, beside the truth: which result bits it calls uninitialized, and for each
// two fillings of the uninitialized operand bits that show why.

import SeededRandom
import ShadowAlgebra

/// A rule applied to operands, with its reasons.
public struct WorkedExample {
  /// Why a result bit is uninitialized: two ways to fill the operands' uninitialized bits that give
  /// it different values.
  public struct Witness: Sendable, Equatable {
    public let bit: Int
    public let zero: [BitVector]
    public let one: [BitVector]
  }

  /// Up to this many uninitialized bits, all fillings are tried; else as many at random.
  private static let exhaustiveBitsMax = 16

  public let rule: Rule
  public let operands: [ShadowedValue<BitVector>]
  /// The result of the operands as they are, with the rule's shadow; nil where it is poison.
  public let result: BitVector?
  public let shadow: BitVector
  /// For the bits that two fillings tell apart.
  public let witnesses: [Witness]
  /// Whether all fillings were tried.
  public let isComplete: Bool
  /// How many fillings were tried.
  public let fillings: Int

  /// The widths of the operands must be those of the rule.
  public init(_ rule: Rule, _ operands: [ShadowedValue<BitVector>]) {
    var builder = IntegerBuilder()
    self.rule = rule
    self.operands = operands
    shadow = builder.shadow(rule, operands, rules: .kmsan)
    result = rule.evaluate(operands.map(\.value))
    let unknown = operands.reduce(0) { $0 + $1.shadow.bits.nonzeroBitCount }
    let isComplete = unknown <= WorkedExample.exhaustiveBitsMax
    self.isComplete = isComplete
    fillings = 1 << min(unknown, WorkedExample.exhaustiveBitsMax)
    var random = SeededGenerator(seed: 1)
    var seen: [Int: (zero: [BitVector]?, one: [BitVector]?)] = [:]
    for number in 0..<fillings {
      let filled = WorkedExample.fill(operands) { position in
        isComplete ? number >> position & 1 : Int(random.next() & 1)
      }
      guard let value = rule.evaluate(filled) else { continue }
      for bit in 0..<value.width {
        if value.bits >> UInt128(bit) & 1 == 1 {
          seen[bit, default: (nil, nil)].one = seen[bit]?.one ?? filled
        } else {
          seen[bit, default: (nil, nil)].zero = seen[bit]?.zero ?? filled
        }
      }
    }
    witnesses = seen.keys.sorted(by: >).compactMap { bit in
      guard let zero = seen[bit]?.zero, let one = seen[bit]?.one else { return nil }
      return Witness(bit: bit, zero: zero, one: one)
    }
  }

  /// The operands with their uninitialized bits from `bit`, which gets their numbers in turn.
  private static func fill(
    _ operands: [ShadowedValue<BitVector>], _ bit: (Int) -> Int
  ) -> [BitVector] {
    var number = 0
    return operands.map { operand in
      var bits = operand.value.bits & ~operand.shadow.bits
      for position in 0..<operand.value.width
      where operand.shadow.bits >> UInt128(position) & 1 == 1 {
        bits |= UInt128(bit(number)) << UInt128(position)
        number += 1
      }
      return BitVector(bits, width: operand.value.width)
    }
  }
}

extension WorkedExample {
  /// A state that shows something: few uninitialized bits, and a result that is uninitialized in
  /// part. Nil for a width at which the rule has none.
  public static func typical(_ rule: Rule, width: Int = 4) -> WorkedExample? {
    guard Rule.all(width: width).contains(rule) else { return nil }
    var random = SeededGenerator(seed: 7)
    var best: (score: Int, example: WorkedExample)?
    for _ in 0..<400 {
      let operands = rule.operandWidths(width).map { width in
        let bits = { (value: UInt64) in BitVector(UInt128(value), width: width) }
        return ShadowedValue(
          value: bits(random.next()), shadow: bits(random.next() & random.next()))
      }
      let example = WorkedExample(rule, operands)
      guard example.result != nil, !example.witnesses.isEmpty else { continue }
      let unknown = operands.reduce(0) { $0 + $1.shadow.bits.nonzeroBitCount }
      let initialized = example.shadow.width - example.shadow.bits.nonzeroBitCount
      // One or two uninitialized bits, and a result that is neither all nor nothing.
      let score = (initialized > 0 ? 4 : 0) + (unknown <= 2 ? 3 : 0) + min(initialized, 2)
      if score > best?.score ?? -1 { best = (score, example) }
    }
    return best?.example
  }
}
