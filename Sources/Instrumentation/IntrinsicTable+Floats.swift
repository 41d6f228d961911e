// The intrinsics on floating-point numbers, and those on fixed-point ones. They work lane by lane, and
// one bit of an operand can change every bit of the result.
//
// Source of the names: LLVM 22 language reference.

extension IntrinsicTable {
  static let floats: [(String, IntrinsicHandling)] =
    (functions + conversions).flatMap { name in
      [name, "experimental.constrained." + name]
    }.map { ($0, .lanes(.other)) }
    + operators.map { ("experimental.constrained." + $0, .lanes(.other)) } + others

  /// With a form for code that sets the rounding mode or reads exceptions.
  private static let functions = [
    "acos", "asin", "atan", "atan2", "ceil", "cos", "cosh", "exp", "exp2", "floor", "fma",
    "fmuladd", "ldexp", "log", "log10", "log2", "maximum", "maxnum", "minimum", "minnum",
    "nearbyint", "pow", "powi", "rint", "round", "roundeven", "sin", "sinh", "sqrt", "tan", "tanh",
    "trunc",
  ]

  private static let conversions = ["llrint", "llround", "lrint", "lround"]

  /// Instructions elsewhere; intrinsics in that form only.
  private static let operators = [
    "fadd", "fcmp", "fcmps", "fdiv", "fmul", "fpext", "fptosi", "fptoui", "fptrunc", "frem", "fsub",
    "sitofp", "uitofp",
  ]

  private static let others: [(String, IntrinsicHandling)] =
    [
      "canonicalize", "exp10", "convert.from.fp16", "convert.to.fp16", "fptosi.sat",
      "fptoui.sat", "fptrunc.round", "frexp", "is.fpclass", "maximumnum", "minimumnum", "modf",
      "sdiv.fix", "sdiv.fix.sat", "sincos", "sincospi", "smul.fix", "smul.fix.sat", "udiv.fix",
      "udiv.fix.sat", "umul.fix", "umul.fix.sat",
    ].map { ($0, .lanes(.other)) } + [("fabs", .lanes(.fabs)), ("copysign", .lanes(.copysign))]
}
