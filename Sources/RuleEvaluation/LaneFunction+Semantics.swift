// What functions of lanes compute: on numbers for the oracle, written from the LLVM Language Reference and
// IEEE 754; for the solver, functions of which nothing is known.

import Glibc
import ShadowAlgebra

extension LaneFunction {
  /// Nil where the result is poison, or a NaN, whose bits are not specified.
  package func evaluate(_ operands: [BitVector]) -> BitVector? {
    let width = operands[0].width
    if let bits = bitwise(operands) { return BitVector(bits, width: width) }
    if self == .other { return fixedProduct(operands[0], operands[1]) }
    let result = resultWidth(width)
    switch self {
    case .sitofp: return float(Double(operands[0].signed), width)
    case .uitofp: return float(Double(operands[0].bits), width)
    default: break
    }
    let format = FloatFormat(width: width)
    let numbers = operands.map { format.decode($0.bits) }
    let a = numbers[0]
    let b = numbers.count > 1 ? numbers[1] : a
    switch self {
    case .equal: return BitVector(a == b ? 1 : 0, width: 1)
    case .less: return BitVector(a < b ? 1 : 0, width: 1)
    case .unordered: return BitVector(a.isNaN || b.isNaN ? 1 : 0, width: 1)
    case .fptosi, .fptoui: return integer(a, result)
    case .fma where width == 32:
      let sum = Float(numbers[2]).addingProduct(Float(a), Float(b))
      return sum.isNaN ? nil : BitVector(UInt128(sum.bitPattern), width: width)
    default: return arithmetic(numbers).flatMap { float($0, result) }
    }
  }

  /// The operations on the sign.
  private func bitwise(_ operands: [BitVector]) -> UInt128? {
    let a = operands[0].bits
    let sign: UInt128 = 1 << UInt128(operands[0].width - 1)
    switch self {
    case .fneg: return a ^ sign
    case .fabs: return a & ~sign
    case .copysign: return a & ~sign | operands[1].bits & sign
    default: return nil
    }
  }

  private func arithmetic(_ numbers: [Double]) -> Double? {
    let a = numbers[0]
    let b = numbers.count > 1 ? numbers[1] : a
    switch self {
    case .fadd: return a + b
    case .fsub: return a - b
    case .fmul: return a * b
    case .fdiv: return a / b
    case .frem: return fmod(a, b)
    case .fma: return numbers[2].addingProduct(a, b)
    case .sqrt: return a.squareRoot()
    case .rint: return a.rounded(.toNearestOrEven)
    case .minnum, .maxnum:
      // Of two zeros either may be the result.
      if a == 0, b == 0, a.sign != b.sign { return nil }
      return self == .minnum ? Double.minimum(a, b) : Double.maximum(a, b)
    default: return a
    }
  }

  private func float(_ value: Double, _ width: Int) -> BitVector? {
    FloatFormat(width: width).encode(value).map { BitVector($0, width: width) }
  }

  private func integer(_ value: Double, _ width: Int) -> BitVector? {
    let whole = value.rounded(.towardZero)
    // Of at most 64 bits, so that the bounds are exact.
    let limit = Double(sign: .plus, exponent: self == .fptoui ? width : width - 1, significand: 1)
    let least = self == .fptoui ? 0 : -limit
    guard least <= whole, whole < limit else { return nil }
    return BitVector(UInt128(truncatingIfNeeded: Int128(whole)), width: width)
  }

  /// umul.fix, with half of the bits behind the point.
  private func fixedProduct(_ a: BitVector, _ b: BitVector) -> BitVector? {
    let scale = UInt128(a.width / 2)
    let (high, low) = a.bits.multipliedFullWidth(by: b.bits)
    let product = scale == 0 ? low : low >> scale | high << (128 - scale)
    let isLost = scale == 0 ? high : high >> scale
    return isLost == 0 && product >> UInt128(a.width) == 0
      ? BitVector(product, width: a.width) : nil
  }

  package func evaluate(_ operands: [SMTTerm], _ builder: inout SMTBuilder) -> SMTTerm {
    let width = operands[0].width
    let sign = SMTTerm(BitVector(1 << UInt128(width - 1), width: width))
    switch self {
    case .fneg: return builder.xor(operands[0], sign)
    case .fabs: return builder.and(operands[0], builder.not(sign))
    case .copysign:
      let magnitude = builder.and(operands[0], builder.not(sign))
      return builder.or(magnitude, builder.and(operands[1], sign))
    default: return builder.apply("any", to: operands, width: resultWidth(width))
    }
  }
}
