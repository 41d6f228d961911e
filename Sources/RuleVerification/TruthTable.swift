// The oracle. It needs no model of an operation's shadow: an output bit is truly uninitialized iff
// two fillings of the uninitialized input bits give different output bits, and fillings can be
// counted.

import RuleEvaluation
import ShadowAlgebra

/// Every result of a rule's operation at one small width.
public struct TruthTable: Sendable {
  public let rule: Rule
  /// Bits of the values.
  public let width: Int
  public let operandWidths: [Int]
  /// By the operands' bits, the first operand lowest; nil where poison or undefined.
  private let results: [UInt32?]

  /// The operands have 20 bits together at most, the result 32.
  public init(_ rule: Rule, width: Int) {
    let widths = rule.operandWidths(width)
    let totalWidth = widths.reduce(0, +)
    precondition(totalWidth <= 20, "too many states")
    self.rule = rule
    self.width = width
    operandWidths = widths
    results = (0..<(1 << UInt32(totalWidth))).map { (index: UInt32) in
      rule.evaluate(Self.operands(index, widths)).map { UInt32($0.bits) }
    }
  }

  /// Every value of all operands as one number, the first operand lowest.
  public var indices: Range<UInt32> { 0..<UInt32(results.count) }

  /// The operands of an index.
  public func operands(_ index: UInt32) -> [BitVector] { Self.operands(index, operandWidths) }

  private static func operands(_ index: UInt32, _ widths: [Int]) -> [BitVector] {
    var rest = index
    return widths.map { width in
      defer { rest >>= UInt32(width) }
      return BitVector(UInt128(rest), width: width)
    }
  }

  /// The output bits in which two fillings of the bits `shadow` of `index` differ; nil if no
  /// filling is defined. Takes time in proportion to the number of fillings.
  public func truth(_ index: UInt32, shadow: UInt32) -> UInt32? {
    let base = index & ~shadow
    var filling: UInt32 = 0
    var reference: UInt32?
    var difference: UInt32 = 0
    repeat {
      if let result = results[Int(base | filling)] {
        difference |= result ^ (reference ?? result)
        reference = reference ?? result
      }
      filling = (filling &- shadow) & shadow
    } while filling != 0
    return reference == nil ? nil : difference
  }

  /// The same for all indices at once. Takes time in proportion to their number, times the number
  /// of uninitialized bits.
  public func truths(shadow: UInt32) -> [UInt32?] {
    // Bits that are 1 in some filling, and bits that are 1 in all.
    var some = results.map { $0 ?? 0 }
    var all = results.map { $0 ?? .max }
    var isDefined = results.map { $0 != nil }
    for bit in 0..<UInt32.bitWidth where shadow >> UInt32(bit) & 1 == 1 {
      for index in results.indices where index >> bit & 1 == 0 {
        let other = index | 1 << bit
        some[index] |= some[other]
        all[index] &= all[other]
        isDefined[index] = isDefined[index] || isDefined[other]
      }
    }
    return results.indices.map { index in
      let base = index & ~Int(shadow)
      return isDefined[base] ? some[base] & ~all[base] : nil
    }
  }
}
