// States for widths that cannot be enumerated.

import RuleEvaluation
import SeededRandom
import ShadowAlgebra

extension SeededGenerator {
  /// 128 bits; sparse, dense, short, long or mixed ones, all about equally often.
  public mutating func bits() -> UInt128 {
    let first = UInt128(next()) << 64 | UInt128(next())
    let choice = next()
    let second = UInt128(choice) << 64 | UInt128(choice &* 0x9E37_79B9_7F4A_7C15)
    switch choice % 8 {
    case 0: return first & second & (second << 7)
    case 1: return first | second | (second << 7)
    case 2: return first >> UInt128(choice >> 8 & 127)
    case 3: return ~(first >> UInt128(choice >> 8 & 127))
    case 4: return 1 << UInt128(choice >> 8 & 127) % 64
    case 5: return first & 7
    default: return first
    }
  }

  /// One of several fillings of the uninitialized bits: all 0, all 1, or any.
  mutating func filling() -> UInt128 {
    let choice = next()
    switch choice % 4 {
    case 0: return 0
    case 1: return .max
    default: return UInt128(choice) << 64 | UInt128(next())
    }
  }
}

extension Rule {
  /// Looks for missed bits at any width: two fillings of the same state must agree wherever the shadow
  /// is 0. Operands are of every kind in turn.
  public func sample(
    width: Int, count: Int, rules: RuleSet, _ generator: inout SeededGenerator
  ) -> Measurement {
    let widths = operandWidths(width)
    let allKinds = OperandKind.combinations(operandCount)
    var builder = IntegerBuilder()
    var measurement = Measurement()
    for _ in 0..<count {
      let kinds = allKinds[Int(generator.next() % UInt64(allKinds.count))]
      var states: [ShadowedValue<BitVector>] = []
      var first: [BitVector] = []
      var second: [BitVector] = []
      for (kind, width) in zip(kinds, widths) {
        let value = BitVector(generator.bits(), width: width)
        let state = kind.operand(value, kind == .unknown ? generator.bits() : 0)
        states.append(state)
        first.append(state.filled(generator.filling()))
        second.append(state.filled(generator.filling()))
      }
      guard let one = evaluate(first), let other = evaluate(second) else { continue }
      let shadow = builder.shadow(self, states, rules: rules)
      measurement.note(missed: (one.bits ^ other.bits) & ~shadow.bits, shadow.bits, states)
    }
    return measurement
  }

  /// Every single uninitialized bit, with operands of 0, all 1, alternating and random bits. There
  /// are two fillings only, so the truth is known.
  public func measureSingleBits(
    width: Int, rules: RuleSet, _ generator: inout SeededGenerator
  ) -> Measurement {
    let widths = operandWidths(width)
    let alternating = UInt128.max / 3
    var builder = IntegerBuilder()
    var measurement = Measurement()
    for operand in widths.indices {
      for bit in 0..<widths[operand] {
        for _ in 0..<24 {
          var states = widths.map { width in
            let choices = [0, .max, alternating, alternating << 1, generator.bits(), 1]
            let value = choices[Int(generator.next() % UInt64(choices.count))]
            return OperandKind.unknown.operand(BitVector(value, width: width), 0)
          }
          states[operand].shadow = BitVector(1 << UInt128(bit), width: widths[operand])
          let results = [states.map { $0.filled(0) }, states.map { $0.filled(.max) }]
            .compactMap(evaluate)
          guard let one = results.first, let other = results.last else { continue }
          let shadow = builder.shadow(self, states, rules: rules)
          measurement.note(shadow: shadow.bits, truth: one.bits ^ other.bits, states)
        }
      }
    }
    return measurement
  }
}

extension ShadowedValue<BitVector> {
  /// The value with other bits where it is uninitialized.
  fileprivate func filled(_ bits: UInt128) -> BitVector {
    BitVector((value.bits & ~shadow.bits) | (bits & shadow.bits), width: value.width)
  }
}
