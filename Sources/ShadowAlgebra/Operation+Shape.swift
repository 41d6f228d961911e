// What operands an operation takes and how wide its result is.

extension Operation {
  /// 1 to 3.
  public var operandCount: Int {
    switch self {
    case .trunc, .zext, .sext, .abs, .ctpop, .ctlz, .cttz, .bswap, .bitreverse, .freeze: 1
    case .select, .fshl, .fshr: 3
    case .and, .or, .xor, .add, .sub, .mul, .udiv, .sdiv, .urem, .srem, .shl, .lshr, .ashr,
      .icmp, .smin, .smax, .umin, .umax, .uaddSat, .saddSat, .usubSat, .ssubSat, .ushlSat,
      .sshlSat, .ucmp, .scmp, .bits:
      2
    }
  }

  /// Bits of the operands, where the values have `width` bits.
  public func operandWidths(_ width: Int) -> [Int] {
    switch self {
    case .select: [1, width, width]
    case .bits(let operation): operation.operandWidths(width)
    default: Array(repeating: width, count: operandCount)
    }
  }

  /// Bits of the result, for operands (of select: values) of `width` bits.
  public func resultWidth(_ width: Int) -> Int {
    switch self {
    case .icmp: 1
    case .trunc(let result), .zext(let result), .sext(let result): result
    case .ucmp(let result), .scmp(let result): result
    case .bits(let operation): operation.resultWidth(width)
    default: width
    }
  }
}
