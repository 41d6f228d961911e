// What the operations themselves compute, written from the LLVM Language Reference and
// independently of the rules.

import ShadowAlgebra

extension Rule {
  /// The result that the rule's shadow belongs to; nil where it is poison or undefined.
  public func evaluate(_ operands: [BitVector]) -> BitVector? {
    switch self {
    case .operation(let operation):
      operation.evaluate(operands)
    case .overflowValue(let operation):
      operation.evaluate(operands).value
    case .overflowBit(let operation):
      BitVector(operation.evaluate(operands).overflows ? 1 : 0, width: 1)
    case .lane(let function):
      function.evaluate(operands)
    case .vector(let operation):
      operation.evaluate(operands)
    }
  }
}

extension Operation {
  fileprivate func evaluate(_ operands: [BitVector]) -> BitVector? {
    let a = operands[0]
    let b = operands.count > 1 ? operands[1] : a
    let width = a.width
    func result(_ bits: UInt128) -> BitVector { BitVector(bits, width: width) }
    switch self {
    case .and: return result(a.bits & b.bits)
    case .or: return result(a.bits | b.bits)
    case .xor: return result(a.bits ^ b.bits)
    case .add: return result(a.bits &+ b.bits)
    case .sub: return result(a.bits &- b.bits)
    case .mul: return result(a.bits &* b.bits)
    case .udiv, .sdiv, .urem, .srem: return divide(a, b)
    case .shl: return b.bits < width ? result(a.bits << b.bits) : nil
    case .lshr: return b.bits < width ? result(a.bits >> b.bits) : nil
    case .ashr: return b.bits < width ? result(UInt128(bitPattern: a.signed >> b.bits)) : nil
    case .icmp(let predicate): return BitVector(predicate.holds(a, b) ? 1 : 0, width: 1)
    case .select: return a.bits == 1 ? b : operands[2]
    case .trunc(let width), .zext(let width): return BitVector(a.bits, width: width)
    case .sext(let width): return BitVector(UInt128(bitPattern: a.signed), width: width)
    case .fshl, .fshr: return funnelShift(a, b, Int(operands[2].bits % UInt128(width)))
    case .smin: return a.signed < b.signed ? a : b
    case .smax: return a.signed > b.signed ? a : b
    case .umin: return a.bits < b.bits ? a : b
    case .umax: return a.bits > b.bits ? a : b
    case .abs: return result(a.signed < 0 ? 0 &- a.bits : a.bits)
    case .ctpop, .ctlz, .cttz, .bswap, .bitreverse, .freeze: return rearrange(a)
    case .uaddSat, .saddSat, .usubSat, .ssubSat, .ushlSat, .sshlSat: return saturate(a, b)
    case .ucmp(let width): return threeWay(a.bits, b.bits, width)
    case .scmp(let width): return threeWay(a.signed, b.signed, width)
    case .bits(let operation): return operation.evaluate(a, b)
    }
  }

  private func divide(_ a: BitVector, _ b: BitVector) -> BitVector? {
    guard b.bits != 0 else { return nil }
    switch self {
    case .udiv: return BitVector(a.bits / b.bits, width: a.width)
    case .urem: return BitVector(a.bits % b.bits, width: a.width)
    default:
      let (quotient, overflows) = a.signed.dividedReportingOverflow(by: b.signed)
      if overflows || b.signed == -1 && a.signed == Int128.minimum(width: a.width) { return nil }
      let result = self == .sdiv ? quotient : a.signed % b.signed
      return BitVector(UInt128(bitPattern: result), width: a.width)
    }
  }

  private func funnelShift(_ a: BitVector, _ b: BitVector, _ amount: Int) -> BitVector {
    let width = a.width
    if amount == 0 { return self == .fshl ? a : b }
    let left = self == .fshl ? amount : width - amount
    return BitVector(a.bits << UInt128(left) | b.bits >> UInt128(width - left), width: width)
  }

  /// Bit by bit, as in the definitions.
  private func rearrange(_ a: BitVector) -> BitVector {
    let width = a.width
    var result: UInt128 = 0
    switch self {
    case .ctpop:
      for position in 0..<width { result += a[position] }
    case .ctlz:
      while result < width, a[width - 1 - Int(result)] == 0 { result += 1 }
    case .cttz:
      while result < width, a[Int(result)] == 0 { result += 1 }
    case .bitreverse:
      for position in 0..<width { result = result << 1 | a[position] }
    case .bswap:
      for byte in 0..<width / 8 { result = result << 8 | a.bits >> UInt128(8 * byte) & 0xFF }
    default: result = a.bits
    }
    return BitVector(result, width: width)
  }

  private func threeWay<Number: Comparable>(_ a: Number, _ b: Number, _ width: Int) -> BitVector {
    BitVector(a < b ? .max : a > b ? 1 : 0, width: width)
  }

  private func saturate(_ a: BitVector, _ b: BitVector) -> BitVector? {
    let width = a.width
    let operation: OverflowOperation
    switch self {
    case .uaddSat: operation = .uadd
    case .saddSat: operation = .sadd
    case .usubSat: operation = .usub
    case .ssubSat: operation = .ssub
    default:
      guard b.bits < width else { return nil }
      let shifted = BitVector(a.bits << b.bits, width: width)
      let isSigned = self == .sshlSat
      let fits =
        isSigned ? shifted.signed >> b.bits == a.signed : shifted.bits >> b.bits == a.bits
      if fits { return shifted }
      return isSigned
        ? .signedLimit(negative: a.signed < 0, width: width) : BitVector(.max, width: width)
    }
    let (value, overflows) = operation.evaluate([a, b])
    guard overflows else { return value }
    switch operation {
    case .uadd: return BitVector(.max, width: width)
    case .usub: return BitVector(0, width: width)
    default: return .signedLimit(negative: a.signed < 0, width: width)
    }
  }
}

extension OverflowOperation {
  fileprivate func evaluate(_ operands: [BitVector]) -> (value: BitVector, overflows: Bool) {
    let (a, b) = (operands[0], operands[1])
    let width = a.width
    switch self {
    case .addcarry, .subborrow:
      // In two steps, of which at most one overflows.
      let step: OverflowOperation = self == .addcarry ? .uadd : .usub
      let first = step.evaluate([a, b])
      let carry = BitVector(operands[2].bits, width: width)
      let second = step.evaluate([first.value, carry])
      return (second.value, first.overflows || second.overflows)
    case .uadd, .usub, .umul:
      let (bits, leaves) =
        switch self {
        case .uadd: a.bits.addingReportingOverflow(b.bits)
        case .usub: a.bits.subtractingReportingOverflow(b.bits)
        default: a.bits.multipliedReportingOverflow(by: b.bits)
        }
      let value = BitVector(bits, width: width)
      return (value, leaves || value.bits != bits)
    case .sadd, .ssub, .smul:
      let (number, leaves) =
        switch self {
        case .sadd: a.signed.addingReportingOverflow(b.signed)
        case .ssub: a.signed.subtractingReportingOverflow(b.signed)
        default: a.signed.multipliedReportingOverflow(by: b.signed)
        }
      let value = BitVector(UInt128(bitPattern: number), width: width)
      return (value, leaves || value.signed != number)
    }
  }
}

extension Int128 {
  fileprivate static func minimum(width: Int) -> Int128 { -1 << Int128(width - 1) }
}

extension BitVector {
  fileprivate subscript(position: Int) -> UInt128 { bits &>> UInt128(position) & 1 }

  /// The end of the signed range on one side.
  fileprivate static func signedLimit(negative: Bool, width: Int) -> BitVector {
    let minimum = UInt128(bitPattern: Int128.minimum(width: width))
    return BitVector(negative ? minimum : ~minimum, width: width)
  }
}
