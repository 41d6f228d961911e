// The one door to the rules.

extension ShadowBuilder {
  /// The shadow of `operation`'s result. Operands that are all clean give a clean constant.
  public mutating func propagate(
    _ operation: Operation, _ operands: [ShadowedValue<Value>], rules: RuleSet
  ) -> Value {
    precondition(operands.count == operation.operandCount, "\(operation) has other operands")
    var simplifier = Simplifier(self)
    defer { self = simplifier.base }
    if operands.allSatisfy(simplifier.isClean) {
      return simplifier.clean(resultOf: operation, operands)
    }
    return switch rules {
    case .kmsan: simplifier.shadow(of: operation, operands)
    case .llvm: simplifier.shadowLLVM(of: operation, operands)
    }
  }

  /// The shadows of an overflow operation's result and of its overflow bit (one bit wide).
  public mutating func propagate(
    _ operation: OverflowOperation, _ operands: [ShadowedValue<Value>], rules: RuleSet
  ) -> (value: Value, overflow: Value) {
    precondition(operands.count == operation.operandCount, "\(operation) has other operands")
    var simplifier = Simplifier(self)
    defer { self = simplifier.base }
    if operands.allSatisfy(simplifier.isClean) {
      let shadow = operands[0].shadow
      return (shadow, simplifier.zero(width: 1, like: shadow))
    }
    return switch rules {
    case .kmsan: simplifier.overflow(operation, operands)
    case .llvm: simplifier.overflowLLVM(operands)
    }
  }
}

extension ShadowBuilder {
  /// The shadow of a vector operation's result. Operands that are all clean give a clean constant.
  public mutating func propagate(
    _ operation: VectorOperation, _ operands: [ShadowedValue<Value>], rules: RuleSet
  ) -> Value {
    precondition(operands.count == operation.operandCount, "\(operation) has other operands")
    var simplifier = Simplifier(self)
    defer { self = simplifier.base }
    if operands.allSatisfy(simplifier.isClean) {
      let value = operands[0].value
      let width = operation.resultWidth(simplifier.width(of: value))
      return simplifier.zero(width: width, like: value)
    }
    return switch rules {
    case .kmsan: simplifier.vector(operation, operands)
    case .llvm: simplifier.vectorLLVM(operation, operands)
    }
  }
}

extension Simplifier {
  /// A clean shadow of the result's type.
  fileprivate mutating func clean(resultOf operation: Operation, _ operands: [Operand]) -> Value {
    let value = operands[operation == .select ? 1 : 0].value
    return zero(width: operation.resultWidth(width(of: value)), like: value)
  }

  /// The project's rules.
  fileprivate mutating func shadow(of operation: Operation, _ operands: [Operand]) -> Value {
    let a = operands[0]
    let b = operands.count > 1 ? operands[1] : a
    return switch operation {
    case .and: bitwiseAnd(a, b)
    case .or: bitwiseOr(a, b)
    case .xor: union(a, b)
    case .add: addition(a, b)
    case .sub: subtraction(a, b)
    case .mul: multiplication(a, b)
    case .udiv, .sdiv, .urem, .srem: division(operation, a, b)
    case .shl, .lshr, .ashr: shift(operation, a, b)
    case .icmp(let predicate): comparison(predicate, a, b)
    case .select: selection(a, b, operands[2])
    case .trunc, .zext, .sext, .bswap, .bitreverse, .freeze: conversion(operation, a.shadow)
    case .fshl: funnelShift(left: true, a, b, operands[2])
    case .fshr: funnelShift(left: false, a, b, operands[2])
    case .smin: extremum(maximum: false, signed: true, a, b)
    case .smax: extremum(maximum: true, signed: true, a, b)
    case .umin: extremum(maximum: false, signed: false, a, b)
    case .umax: extremum(maximum: true, signed: false, a, b)
    case .abs: absoluteValue(a)
    case .ctpop: populationCount(a)
    case .ctlz: zeroCount(leading: true, a)
    case .cttz: zeroCount(leading: false, a)
    case .uaddSat: saturation(.uadd, a, b)
    case .saddSat: saturation(.sadd, a, b)
    case .usubSat: saturation(.usub, a, b)
    case .ssubSat: saturation(.ssub, a, b)
    case .ushlSat, .sshlSat: saturatingShift(a, b)
    case .ucmp(let width): threeWay(signed: false, to: width, a, b)
    case .scmp(let width): threeWay(signed: true, to: width, a, b)
    case .bits(let operation): bits(operation, a, b)
    }
  }

  /// The rules of LLVM 22's MemorySanitizer, with shifts kept in range.
  fileprivate mutating func shadowLLVM(of operation: Operation, _ operands: [Operand]) -> Value {
    let a = operands[0]
    let b = operands.count > 1 ? operands[1] : a
    return switch operation {
    case .and: bitwiseAnd(a, b)
    case .or: bitwiseOr(a, b)
    case .xor, .add, .sub: union(a, b)
    case .mul: multiplicationLLVM(a, b)
    // The divisor is checked, hence taken to be clean.
    case .udiv, .sdiv, .urem, .srem: a.shadow
    case .shl, .lshr, .ashr: shiftLLVM(operation, a, b)
    case .icmp(let predicate): comparison(predicate, a, b)
    case .select: selection(a, b, operands[2])
    case .trunc, .zext, .sext, .bswap, .bitreverse: conversion(operation, a.shadow)
    case .freeze: zero(like: a.shadow)
    case .fshl: funnelShiftLLVM(left: true, a, b, operands[2])
    case .fshr: funnelShiftLLVM(left: false, a, b, operands[2])
    case .abs, .ctpop: a.shadow
    case .ctlz: zeroCountLLVM(leading: true, a)
    case .cttz: zeroCountLLVM(leading: false, a)
    case .smin, .smax, .umin, .umax: union(a, b)
    case .uaddSat, .saddSat, .usubSat, .ssubSat, .ushlSat, .sshlSat: union(a, b)
    case .ucmp(let width), .scmp(let width): threeWayLLVM(to: width, a, b)
    case .bits(let operation): bitsLLVM(operation, a, b)
    }
  }
}
