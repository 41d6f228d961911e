// What the operations on bits compute, on numbers and as SMT-LIB terms. Written from the processor's manual,
// bit by bit, and independently of the rules.

import ShadowAlgebra

extension BitOperation {
  package func evaluate(_ a: BitVector, _ b: BitVector) -> BitVector {
    let width = a.width
    var result: UInt128 = 0
    switch self {
    case .pext:
      var count = 0
      for position in 0..<width where b[position] == 1 {
        result |= a[position] << UInt128(count)
        count += 1
      }
    case .pdep:
      var count = 0
      for position in 0..<width where b[position] == 1 {
        result |= a[count] << UInt128(position)
        count += 1
      }
    case .bextr:
      let field = fieldWidth(width)
      let start = Int(b.bits % (1 << UInt128(field)))
      let length = Int(b.bits >> UInt128(field) % (1 << UInt128(field)))
      for position in 0..<length where start + position < width && position < width {
        result |= a[start + position] << UInt128(position)
      }
    case .bzhi:
      let index = Int(b.bits % (1 << UInt128(fieldWidth(width))))
      for position in 0..<min(index, width) { result |= a[position] << UInt128(position) }
    case .clmul:
      for position in 0..<width where b[position] == 1 { result ^= a.bits << UInt128(position) }
      return BitVector(result, width: 2 * width)
    case .crc32(let data):
      result = BitVector(a.bits, width: Self.checksumWidth(width)).bits
      for position in 0..<data {
        let isOdd = (result ^ b[position]) & 1 == 1
        result = result >> 1 ^ (isOdd ? Self.polynomial(width) : 0)
      }
    }
    return BitVector(result, width: width)
  }

  package func evaluate(_ a: SMTTerm, _ b: SMTTerm, _ builder: inout SMTBuilder) -> SMTTerm {
    switch self {
    case .pext: return builder.extractBits(a, b)
    case .pdep: return builder.depositBits(a, b)
    case .bextr:
      let field = fieldWidth(a.width)
      let start = b.field(at: 0, width: field)
      let length = b.field(at: field, width: field)
      let shifted = builder.define("(bvlshr \(a.text) \(start))", width: a.width)
      return shifted.lowBits(length, &builder)
    case .bzhi:
      return a.lowBits(b.field(at: 0, width: fieldWidth(a.width)), &builder)
    case .clmul:
      let wide = builder.zeroExtend(a, to: 2 * a.width)
      let zero = SMTTerm(BitVector(0, width: wide.width))
      return (0..<a.width).reduce(zero) { sum, position in
        let place = SMTTerm(BitVector(UInt128(position), width: wide.width)).text
        let term = "(ite \(b.isSet(position)) (bvshl \(wide.text) \(place)) \(zero.text))"
        return builder.define("(bvxor \(sum.text) \(term))", width: wide.width)
      }
    case .crc32(let data): return checksum(a, b, data, &builder)
    }
  }

  private func checksum(
    _ a: SMTTerm, _ b: SMTTerm, _ data: Int, _ builder: inout SMTBuilder
  ) -> SMTTerm {
    let width = Self.checksumWidth(a.width)
    var sum = width == a.width ? a : builder.truncate(a, to: width)
    let one = SMTTerm(BitVector(1, width: width)).text
    let polynomial = SMTTerm(BitVector(Self.polynomial(a.width), width: width)).text
    for position in 0..<data {
      let isOdd = "(xor \(sum.isSet(0)) \(b.isSet(position)))"
      let shifted = "(bvlshr \(sum.text) \(one))"
      sum = builder.define(
        "(ite \(isOdd) (bvxor \(shifted) \(polynomial)) \(shifted))", width: width)
    }
    return width == a.width ? sum : builder.zeroExtend(sum, to: a.width)
  }
}

extension BitVector {
  fileprivate subscript(position: Int) -> UInt128 { bits >> UInt128(position) & 1 }
}

extension SMTTerm {
  /// Of sort Bool.
  fileprivate func isSet(_ position: Int) -> String {
    "(= ((_ extract \(position) \(position)) \(text)) #b1)"
  }

  /// A part of the bits as a number of the same width.
  fileprivate func field(at position: Int, width field: Int) -> String {
    let bits = "((_ extract \(position + field - 1) \(position)) \(text))"
    return field == width ? bits : "((_ zero_extend \(width - field)) \(bits))"
  }

  /// The lowest `count` bits: those whose position is less.
  fileprivate func lowBits(_ count: String, _ builder: inout SMTBuilder) -> SMTTerm {
    let bits = (0..<width).reversed().map { position in
      let place = SMTTerm(BitVector(UInt128(position), width: width)).text
      return "(ite (bvult \(place) \(count)) ((_ extract \(position) \(position)) \(text)) #b0)"
    }
    let all = width == 1 ? bits[0] : "(concat \(bits.joined(separator: " ")))"
    return builder.define(all, width: width)
  }
}
