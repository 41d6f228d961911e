// What the operations compute, as SMT-LIB terms. Written from the LLVM Language Reference; solvers
// have most of them built in.

import RuleEvaluation
import ShadowAlgebra

/// A result, and whether it is neither poison nor undefined.
struct SMTResult {
  var value: SMTTerm
  /// A term of sort Bool; nil where every result is defined.
  var isDefined: String?
}

extension Rule {
  /// The operation on terms.
  func evaluate(_ operands: [SMTTerm], _ builder: inout SMTBuilder) -> SMTResult {
    switch self {
    case .operation(let operation):
      return operation.evaluate(operands, &builder)
    case .overflowValue(let operation):
      return SMTResult(value: operation.wrapped(operands, &builder))
    case .lane(let function):
      return SMTResult(value: function.evaluate(operands, &builder))
    case .overflowBit(let operation):
      let overflows = operation.overflows(operands, &builder)
      return SMTResult(value: builder.define("(ite \(overflows) #b1 #b0)", width: 1))
    case .vector(let operation):
      return SMTResult(value: operation.evaluate(operands, &builder))
    }
  }
}

extension Operation {
  fileprivate func evaluate(_ operands: [SMTTerm], _ builder: inout SMTBuilder) -> SMTResult {
    let a = operands[0]
    let b = operands.count > 1 ? operands[1] : a
    func binary(_ name: String, isDefined: String? = nil) -> SMTResult {
      let value = builder.define("(\(name) \(a.text) \(b.text))", width: a.width)
      return SMTResult(value: value, isDefined: isDefined)
    }
    func chosen(_ condition: String, _ first: SMTTerm, _ second: SMTTerm) -> SMTResult {
      let text = "(ite \(condition) \(first.text) \(second.text))"
      return SMTResult(value: builder.define(text, width: first.width))
    }
    let nonzero = "(distinct \(b.text) \(literal(0, like: b).text))"
    let inRange = "(bvult \(b.text) \(literal(UInt128(a.width), like: b).text))"
    let minimum = literal(1 << UInt128(a.width - 1), like: a).text
    let fits =
      "(and \(nonzero) (not (and (= \(a.text) \(minimum)) "
      + "(= \(b.text) \(literal(.max, like: b).text)))))"
    switch self {
    case .and: return binary("bvand")
    case .or: return binary("bvor")
    case .xor: return binary("bvxor")
    case .add: return binary("bvadd")
    case .sub: return binary("bvsub")
    case .mul: return binary("bvmul")
    case .udiv: return binary("bvudiv", isDefined: nonzero)
    case .urem: return binary("bvurem", isDefined: nonzero)
    case .sdiv: return binary("bvsdiv", isDefined: fits)
    case .srem: return binary("bvsrem", isDefined: fits)
    case .shl: return binary("bvshl", isDefined: a.width > 1 ? inRange : "(= \(b.text) #b0)")
    case .lshr: return binary("bvlshr", isDefined: a.width > 1 ? inRange : "(= \(b.text) #b0)")
    case .ashr: return binary("bvashr", isDefined: a.width > 1 ? inRange : "(= \(b.text) #b0)")
    case .icmp(let predicate): return SMTResult(value: builder.compare(predicate, a, b))
    case .select: return chosen("(= \(a.text) #b1)", b, operands[2])
    case .smin: return chosen("(bvslt \(a.text) \(b.text))", a, b)
    case .smax: return chosen("(bvsgt \(a.text) \(b.text))", a, b)
    case .umin: return chosen("(bvult \(a.text) \(b.text))", a, b)
    case .umax: return chosen("(bvugt \(a.text) \(b.text))", a, b)
    case .abs:
      let negated = builder.define("(bvneg \(a.text))", width: a.width)
      return chosen("(bvslt \(a.text) \(literal(0, like: a).text))", negated, a)
    case .trunc, .zext, .sext, .ctpop, .ctlz, .cttz, .bswap, .bitreverse, .freeze:
      return SMTResult(value: rearrange(a, &builder))
    case .fshl, .fshr: return SMTResult(value: funnelShift(a, b, operands[2], &builder))
    case .uaddSat, .saddSat, .usubSat, .ssubSat, .ushlSat, .sshlSat:
      return saturate(a, b, inRange, &builder)
    case .ucmp(let width): return SMTResult(value: threeWay("bvult", a, b, width, &builder))
    case .scmp(let width): return SMTResult(value: threeWay("bvslt", a, b, width, &builder))
    case .bits(let operation): return SMTResult(value: operation.evaluate(a, b, &builder))
    }
  }

  private func rearrange(_ a: SMTTerm, _ builder: inout SMTBuilder) -> SMTTerm {
    switch self {
    case .trunc(let width): builder.truncate(a, to: width)
    case .zext(let width): builder.zeroExtend(a, to: width)
    case .sext(let width): builder.signExtend(a, to: width)
    case .ctpop: builder.populationCount(a)
    case .ctlz: builder.countLeadingZeros(a)
    case .cttz: builder.countTrailingZeros(a)
    case .bswap: builder.byteSwap(a)
    case .bitreverse: builder.bitReverse(a)
    default: a
    }
  }

  /// On twice the width, as in the definition.
  private func funnelShift(
    _ a: SMTTerm, _ b: SMTTerm, _ amount: SMTTerm, _ builder: inout SMTBuilder
  ) -> SMTTerm {
    let width = a.width
    // The width itself is no number of a 1-bit vector; there, every amount counts as 0.
    let count =
      width == 1
      ? "#b0" : "(bvurem \(amount.text) \(literal(UInt128(width), like: amount).text))"
    let name = self == .fshl ? "bvshl" : "bvlshr"
    let half = self == .fshl ? "\(2 * width - 1) \(width)" : "\(width - 1) 0"
    let both = "(concat \(a.text) \(b.text))"
    let text =
      "((_ extract \(half)) (\(name) \(both) ((_ zero_extend \(width)) \(count))))"
    return builder.define(text, width: width)
  }

  private func threeWay(
    _ less: String, _ a: SMTTerm, _ b: SMTTerm, _ width: Int, _ builder: inout SMTBuilder
  ) -> SMTTerm {
    func number(_ bits: UInt128) -> String { SMTTerm(BitVector(bits, width: width)).text }
    let text =
      "(ite (\(less) \(a.text) \(b.text)) \(number(.max)) "
      + "(ite (= \(a.text) \(b.text)) \(number(0)) \(number(1))))"
    return builder.define(text, width: width)
  }

  private func saturate(
    _ a: SMTTerm, _ b: SMTTerm, _ inRange: String, _ builder: inout SMTBuilder
  ) -> SMTResult {
    let largest = literal(.max, like: a).text
    let minimum = literal(1 << UInt128(a.width - 1), like: a).text
    let isNegative = "(bvslt \(a.text) \(literal(0, like: a).text))"
    let signedLimit = "(ite \(isNegative) \(minimum) (bvnot \(minimum)))"
    let operation: OverflowOperation
    switch self {
    case .uaddSat: operation = .uadd
    case .saddSat: operation = .sadd
    case .usubSat: operation = .usub
    case .ssubSat: operation = .ssub
    default:
      let back = self == .sshlSat ? "bvashr" : "bvlshr"
      let shifted = builder.shl(a, b).text
      let fits = "(= (\(back) \(shifted) \(b.text)) \(a.text))"
      let limit = self == .sshlSat ? signedLimit : largest
      let value = builder.define("(ite \(fits) \(shifted) \(limit))", width: a.width)
      return SMTResult(value: value, isDefined: inRange)
    }
    let wrapped = operation.wrapped([a, b], &builder).text
    let limit =
      switch operation {
      case .uadd: largest
      case .usub: literal(0, like: a).text
      default: signedLimit
      }
    let overflows = operation.overflows([a, b], &builder)
    let value = builder.define("(ite \(overflows) \(limit) \(wrapped))", width: a.width)
    return SMTResult(value: value)
  }
}

extension OverflowOperation {
  fileprivate func wrapped(_ operands: [SMTTerm], _ builder: inout SMTBuilder) -> SMTTerm {
    let (a, b) = (operands[0], operands[1])
    switch self {
    case .uadd, .sadd: return builder.add(a, b)
    case .usub, .ssub: return builder.sub(a, b)
    case .umul, .smul: return builder.mul(a, b)
    case .addcarry: return builder.add(builder.add(a, b), widened(operands[2], like: a, &builder))
    case .subborrow: return builder.sub(builder.sub(a, b), widened(operands[2], like: a, &builder))
    }
  }

  private func widened(
    _ carry: SMTTerm, like term: SMTTerm, _ builder: inout SMTBuilder
  ) -> SMTTerm {
    term.width == 1 ? carry : builder.zeroExtend(carry, to: term.width)
  }

  /// Of sort Bool: the result with bits to spare is not the wrapped one, extended.
  fileprivate func overflows(_ operands: [SMTTerm], _ builder: inout SMTBuilder) -> String {
    let (a, b) = (operands[0], operands[1])
    let isSigned = self == .sadd || self == .ssub || self == .smul
    let extra = self == .umul || self == .smul ? a.width : 1
    let extend = "(_ \(isSigned ? "sign" : "zero")_extend \(extra))"
    let name =
      switch self {
      case .uadd, .sadd, .addcarry: "bvadd"
      case .usub, .ssub, .subborrow: "bvsub"
      case .umul, .smul: "bvmul"
      }
    let wrapped = self.wrapped(operands, &builder).text
    var wide = "(\(name) (\(extend) \(a.text)) (\(extend) \(b.text)))"
    if operands.count == 3 {
      wide = "(\(name) \(wide) ((_ zero_extend \(a.width)) \(operands[2].text)))"
    }
    return "(distinct \(wide) (\(extend) \(wrapped)))"
  }
}

/// A constant of the same sort as `term`.
private func literal(_ bits: UInt128, like term: SMTTerm) -> SMTTerm {
  SMTTerm(BitVector(bits, width: term.width))
}
