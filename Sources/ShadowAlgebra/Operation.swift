// Every operation that has a propagation rule.

/// An operation on bit vectors, named as in LLVM IR. Operands stand in LLVM's order.
public enum Operation: Hashable, Sendable {
  case and, or, xor
  case add, sub, mul
  case udiv, sdiv, urem, srem
  case shl, lshr, ashr
  case icmp(Predicate)
  /// Condition (one bit), then the two values.
  case select
  case trunc(to: Int), zext(to: Int), sext(to: Int)
  case fshl, fshr
  case smin, smax, umin, umax
  /// The absolute value of INT_MIN is INT_MIN, whatever the intrinsic's flag says.
  case abs
  case ctpop, ctlz, cttz
  case bswap, bitreverse
  case uaddSat, saddSat, usubSat, ssubSat, ushlSat, sshlSat
  /// Three-way comparisons with a result of the given width.
  case ucmp(to: Int), scmp(to: Int)
  case freeze
  case bits(BitOperation)
}

/// Arithmetic that also tells whether it overflowed.
public enum OverflowOperation: String, CaseIterable, Sendable {
  case uadd, sadd, usub, ssub, umul, smul
  /// With a carry of one bit as the third operand, which is added or subtracted too.
  case addcarry, subborrow

  /// The operations on operands of `width` bits; with a carry they need one bit more.
  public static func all(width: Int) -> [OverflowOperation] {
    allCases.filter { $0.operandCount == 2 || width < 128 }
  }

  /// 2 or 3.
  public var operandCount: Int { self == .addcarry || self == .subborrow ? 3 : 2 }
}

/// Which rules propagate shadow.
public enum RuleSet: String, CaseIterable, Sendable {
  /// The project's rules: as exact as is affordable, never unsound where declared exact or sound.
  case kmsan
  /// LLVM 22's rules, for comparison.
  case llvm
}
