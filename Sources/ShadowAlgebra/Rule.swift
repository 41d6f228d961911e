// One name for everything that has a propagation rule, for what walks all rules: the oracle, the
// proofs, the table in Docs/Semantics.md.

/// A propagation rule: an operation's, one of the two of an overflow operation, that of a function of
/// lanes, or a vector operation's.
public enum Rule: Hashable, Sendable {
  case operation(Operation)
  case overflowValue(OverflowOperation)
  case overflowBit(OverflowOperation)
  case lane(LaneFunction)
  case vector(VectorOperation)
}

extension Rule {
  /// 1 to 4.
  public var operandCount: Int {
    switch self {
    case .operation(let operation): operation.operandCount
    case .overflowValue(let operation), .overflowBit(let operation): operation.operandCount
    case .lane(let function): function.operandCount
    case .vector(let operation): operation.operandCount
    }
  }

  /// Widths of the operands, where the values have `width` bits.
  public func operandWidths(_ width: Int) -> [Int] {
    switch self {
    case .operation(let operation): operation.operandWidths(width)
    case .overflowValue(let operation), .overflowBit(let operation):
      [width, width] + (operation.operandCount == 3 ? [1] : [])
    case .lane, .vector: Array(repeating: width, count: operandCount)
    }
  }

  /// Bits of the result, for operands (of select: values) of `width` bits.
  public func resultWidth(_ width: Int) -> Int {
    switch self {
    case .operation(let operation): operation.resultWidth(width)
    case .overflowValue: width
    case .overflowBit: 1
    case .lane(let function): function.resultWidth(width)
    case .vector(let operation): operation.resultWidth(width)
    }
  }

  /// The rule of every operation at `width` bits. Widths of results are chosen to cover what
  /// depends on them. Byte swaps need a multiple of 16 bits.
  public static func all(width: Int) -> [Rule] {
    Mnemonic.allCases.flatMap { $0.operations(width: width) }.map(Rule.operation)
      + OverflowOperation.all(width: width).flatMap { [.overflowValue($0), .overflowBit($0)] }
      + LaneFunction.all(width: width).map(Rule.lane)
      + VectorOperation.all(width: width).map(Rule.vector)
  }
}

extension ShadowBuilder {
  /// The shadow that a rule gives.
  public mutating func propagate(
    _ rule: Rule, _ operands: [ShadowedValue<Value>], rules: RuleSet
  ) -> Value {
    switch rule {
    case .operation(let operation):
      propagate(operation, operands, rules: rules)
    case .overflowValue(let operation):
      propagate(operation, operands, rules: rules).value
    case .overflowBit(let operation):
      propagate(operation, operands, rules: rules).overflow
    case .lane(let function):
      propagate(
        function, shadows: operands.map(\.shadow),
        to: function.resultWidth(width(of: operands[0].shadow)), rules: rules)
    case .vector(let operation):
      propagate(operation, operands, rules: rules)
    }
  }
}

extension IntegerBuilder {
  /// As `propagate`, compiled for this builder: about ten times faster from other modules.
  public mutating func shadow(
    _ rule: Rule, _ operands: [ShadowedValue<BitVector>], rules: RuleSet
  ) -> BitVector {
    propagate(rule, operands, rules: rules)
  }
}
