// Floating-point numbers of few bits, so that the oracle can count all of them: sign, exponent and fraction
// as in IEEE 754, with subnormal numbers, infinities and NaN. Each has an exact `Double`.

import ShadowAlgebra

/// A binary floating-point format.
struct FloatFormat {
  let width: Int
  let exponentWidth: Int

  private var fractionWidth: Int { width - exponentWidth - 1 }
  private var bias: Int { 1 << (exponentWidth - 1) - 1 }
  private var exponentMax: Int { 1 << exponentWidth - 1 }

  /// The format of a width: half, single, double and quadruple precision, and small ones of 4 to 8 bits.
  init(width: Int) {
    self.width = width
    switch width {
    case 4, 5: exponentWidth = 2
    case 6, 7: exponentWidth = 3
    case 8: exponentWidth = 4
    case 16: exponentWidth = 5
    case 32: exponentWidth = 8
    case 64: exponentWidth = 11
    default: exponentWidth = 15
    }
  }

  /// The number that bits stand for. Formats are not wider than 64 bits here.
  func decode(_ bits: UInt128) -> Double {
    if width == 64 { return Double(bitPattern: UInt64(bits)) }
    let fraction = Int(bits & (1 << UInt128(fractionWidth) - 1))
    let exponent = Int(bits >> UInt128(fractionWidth)) & exponentMax
    let sign: Double = bits >> UInt128(width - 1) & 1 == 1 ? -1 : 1
    if exponent == exponentMax { return fraction == 0 ? sign * .infinity : .nan }
    let significand = exponent == 0 ? fraction : fraction + 1 << fractionWidth
    let power = max(exponent, 1) - bias - fractionWidth
    return sign * Double(sign: .plus, exponent: power, significand: Double(significand))
  }

  /// The bits of the nearest number, of two as near the even one; nil for NaN, whose bits LLVM leaves open.
  func encode(_ value: Double) -> UInt128? {
    if value.isNaN { return nil }
    let sign: UInt128 = value.sign == .minus ? 1 << UInt128(width - 1) : 0
    let infinity = UInt128(exponentMax) << UInt128(fractionWidth)
    if value.isInfinite { return sign | infinity }
    if value == 0 { return sign }
    // The unit in the last place; the fraction is then a whole number of them.
    let exponent = max(Int(value.exponent), 1 - bias)
    let unit = exponent - fractionWidth
    let scaled = Double(sign: .plus, exponent: -unit, significand: value.magnitude)
    let units = UInt128(scaled.rounded(.toNearestOrEven))
    // A fraction that is rounded up to the next power of two carries into the exponent as it should.
    let bits = units + UInt128(exponent + bias - 1) << UInt128(fractionWidth)
    return sign | min(bits, infinity)
  }
}
