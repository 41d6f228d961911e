// Functions of lanes: floating-point and fixed-point arithmetic. Their rules look at shadows only, so that
// operands and result may be numbers of any format.

/// A function that computes each lane of its result from the same lane of its operands; named as in LLVM IR.
public enum LaneFunction: String, CaseIterable, Sendable {
  case fneg, fabs, copysign
  case fadd, fsub, fmul, fdiv, frem
  case fma, sqrt, rint, minnum, maxnum
  case equal = "fcmp oeq"
  case less = "fcmp olt"
  case unordered = "fcmp uno"
  case fptrunc, fpext
  case fptosi, fptoui, sitofp, uitofp
  /// A function of which nothing is known. Fixed-point multiplication stands for it in the oracle; the proof
  /// holds for every function.
  case other = "any other"
}

extension LaneFunction {
  /// 1 to 3; the pass may give others to `other`.
  public var operandCount: Int {
    switch self {
    case .fneg, .fabs, .sqrt, .rint, .fptrunc, .fpext, .fptosi, .fptoui, .sitofp, .uitofp: 1
    case .fma: 3
    case .copysign, .fadd, .fsub, .fmul, .fdiv, .frem, .minnum, .maxnum, .equal, .less,
      .unordered, .other:
      2
    }
  }

  /// Bits of the result, for operands of `width` bits, as the oracle tries it.
  public func resultWidth(_ width: Int) -> Int {
    switch self {
    case .equal, .less, .unordered: 1
    case .fptrunc: max((width + 1) / 2, 4)
    case .fpext: width < 8 ? 8 : 2 * width
    default: width
    }
  }

  /// The functions that exist for operands of `width` bits: floating-point numbers are those of IEEE 754, and
  /// small ones with 4 to 8 bits.
  public static func all(width: Int) -> [LaneFunction] {
    let isFloat = 4...8 ~= width || [16, 32, 64].contains(width)
    return allCases.filter { function in
      function == .other || isFloat && (function != .fptrunc || width > 4)
    }
  }

  /// Whether each bit of the result is a bit of an operand, its opposite, or known.
  public var isBitwise: Bool { self == .fneg || self == .fabs || self == .copysign }
}

extension ShadowBuilder {
  /// The shadow of a function's result, of `width` bits. All shadows have the same number of lanes.
  public mutating func propagate(
    _ function: LaneFunction, shadows: [Value], to width: Int, rules: RuleSet
  ) -> Value {
    var simplifier = Simplifier(self)
    defer { self = simplifier.base }
    return switch rules {
    case .kmsan: simplifier.shadow(of: function, shadows, to: width)
    case .llvm: simplifier.shadowLLVM(of: function, shadows, to: width)
    }
  }
}
