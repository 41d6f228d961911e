// What each rule promises. The oracle and the proofs hold the rules against it.

/// How a rule's shadow relates to the truth: the bits in which two fillings of the uninitialized
/// operand bits can differ.
public enum Precision: String, CaseIterable, Sendable, Codable {
  /// Equal to the truth.
  case exact
  /// Contains the truth: nothing is missed, something may be reported too much.
  case sound
  /// Neither.
  case heuristic
}

extension Rule {
  /// The promise for operands of which nothing is known while building.
  public func precision(in rules: RuleSet) -> Precision {
    switch rules {
    case .kmsan: kmsanPrecision
    case .llvm: llvmPrecision
    }
  }

  /// The promise for operands of the given kinds, at `width` bits.
  public func precision(in rules: RuleSet, _ kinds: [OperandKind], width: Int) -> Precision {
    switch self {
    case .operation(let operation): operation.precision(in: rules, kinds, width: width)
    case .overflowBit(let operation) where width > 64 && operation.multiplies: .sound
    case .vector(let operation): operation.precision(in: rules, kinds)
    case .overflowValue, .overflowBit, .lane: precision(in: rules)
    }
  }

  /// Why a rule of ours is not exact, and where it is nevertheless; nil for an exact rule.
  public var remark: String? {
    switch self {
    case .operation(let operation): operation.remark
    case .overflowValue(let operation): operation.multiplies ? Operation.mul.remark : nil
    case .overflowBit(let operation):
      operation.multiplies ? "sound beyond 64 bits: the product would need twice the width" : nil
    case .lane(let function):
      function.isBitwise
        ? nil : "one bit can change all bits of the lane, so that all count as uninitialized"
    case .vector(let operation): operation.remark
    }
  }

  private var kmsanPrecision: Precision {
    switch self {
    case .operation(let operation): operation.remark == nil ? .exact : .sound
    case .overflowValue(let operation): operation.multiplies ? .sound : .exact
    case .overflowBit: .exact
    case .lane(let function): function.isBitwise ? .exact : .sound
    case .vector(let operation): operation.remark == nil ? .exact : .sound
    }
  }

  private var llvmPrecision: Precision {
    switch self {
    case .operation(let operation): operation.llvmPrecision
    case .overflowValue: .heuristic
    case .overflowBit: .sound
    case .lane(.fneg): .exact
    case .lane(.fabs), .lane(.copysign), .lane(.equal), .lane(.less), .lane(.unordered): .sound
    case .lane: .heuristic
    case .vector(let operation): operation.llvmPrecision
    }
  }
}

extension OverflowOperation {
  fileprivate var multiplies: Bool { self == .umul || self == .smul }
}

extension Operation {
  fileprivate func precision(
    in rules: RuleSet, _ kinds: [OperandKind], width: Int
  ) -> Precision {
    switch self {
    case .bits(.pext), .bits(.pdep), .bits(.bextr):
      return kinds[1] == .unknown ? Rule.operation(self).precision(in: rules) : .exact
    case .shl, .lshr, .ashr:
      return kinds[1] == .unknown ? .sound : .exact
    case .fshl, .fshr:
      let isPowerOfTwo = width & (width - 1) == 0
      let isShifted = kinds[2] == .constant || (kinds[2] == .clean && isPowerOfTwo)
      return isShifted ? .exact : .sound
    default:
      return Rule.operation(self).precision(in: rules)
    }
  }

  fileprivate var remark: String? {
    switch self {
    case .and, .or, .xor, .add, .sub, .icmp, .select, .trunc, .zext, .sext, .smin, .smax, .umin,
      .umax, .ctpop, .bswap, .bitreverse, .ucmp, .scmp, .freeze:
      nil
    case .mul:
      "carries are followed from the lowest bit that can change; exact for a known power of two"
    case .udiv, .urem:
      "one bit can change all that the result reaches; exact for a known power of two. The divisor "
        + "is checked besides"
    case .sdiv, .srem:
      "one bit can change all bits of the result. The divisor is checked besides"
    case .shl, .lshr, .ashr, .fshl, .fshr:
      "exact for a clean amount; with an uninitialized one, only 0 stays 0"
    case .abs:
      "with an uninitialized sign, what each of the two signs could give is added up"
    case .ctlz, .cttz:
      "not every count between the least and the greatest occurs; whether any bit is "
        + "uninitialized is exact"
    case .uaddSat, .saddSat, .usubSat, .ssubSat:
      "exact where no filling saturates, or all do on one side; otherwise all bits"
    case .ushlSat, .sshlSat:
      "all bits if any is uninitialized; occurs in fixed-point arithmetic only"
    case .bits(let operation): operation.remark
    }
  }

  fileprivate var llvmPrecision: Precision {
    switch self {
    case .and, .or, .xor, .icmp, .select, .trunc, .zext, .sext, .bswap, .bitreverse: .exact
    case .shl, .lshr, .ashr, .fshl, .fshr, .ctlz, .cttz: .sound
    case .bits(.pext), .bits(.pdep), .bits(.bextr), .bits(.bzhi): .sound
    case .add, .sub, .mul, .udiv, .sdiv, .urem, .srem, .smin, .smax, .umin, .umax, .abs, .ctpop,
      .uaddSat, .saddSat, .usubSat, .ssubSat, .ushlSat, .sshlSat, .ucmp, .scmp, .freeze, .bits:
      .heuristic
    }
  }
}
