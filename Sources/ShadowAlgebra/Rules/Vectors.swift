// Vector operations. Where the rules of an operation's steps would lose too much, or emit too much, the
// operation has a rule of its own here; the others have the shadow that their steps give
// (StepEvaluator.swift).

extension Simplifier {
  /// The project's rules.
  mutating func vector(_ operation: VectorOperation, _ operands: [Operand]) -> Value {
    switch operation {
    case .psllv: return anyShift(.shl, operands[0], operands[1])
    case .psrlv: return anyShift(.lshr, operands[0], operands[1])
    case .psrav: return anyShift(.ashr, operands[0], operands[1])
    case .pternlog(let table): return ternary(table, operands)
    case .packss, .packus, .pmovus, .pavg, .psign, .pmulh, .pmulhu, .pmulhrs, .pmaddwd,
      .pmaddubsw, .psadbw, .ptestz, .ptestc, .ptestnzc:
      var evaluator = ShadowEvaluator(self)
      defer { self = evaluator.builder }
      return operation.define(operands.map(evaluator.word), in: &evaluator).shadow
    }
  }

  /// As `shift`, with the amounts beyond the width: then nothing of the shadow is left, or its sign
  /// everywhere. Sound; exact for a clean amount.
  private mutating func anyShift(_ operation: Operation, _ a: Operand, _ b: Operand) -> Value {
    let width = width(of: a.value)
    let inRange = shift(operation, a.shadow, by: b.value)
    let beyond =
      operation == .ashr
      ? ashr(a.shadow, constant(Int64(width - 1), like: a.shadow)) : zero(like: a.shadow)
    let isInRange = compare(.ult, b.value, constant(Int64(width), like: b.value))
    let shifted = select(isInRange, inRange, beyond)
    if isClean(b) { return shifted }
    return select(isNonzero(b.shadow), spread(or(a.value, a.shadow)), shifted)
  }

  /// A bit is uninitialized iff some entry of the table that the operands allow is 1, and some is 0:
  /// both are sums of products of "may be 1" and "may be 0". Exact.
  private mutating func ternary(_ table: UInt8, _ operands: [Operand]) -> Value {
    let may = operands.map { (zero: or(not($0.value), $0.shadow), one: or($0.value, $0.shadow)) }
    let mayBeOne = sumOfProducts(table, may)
    let mayBeZero = sumOfProducts(~table, may)
    return and(mayBeOne, mayBeZero)
  }

  private mutating func sumOfProducts(
    _ table: UInt8, _ may: [(zero: Value, one: Value)]
  ) -> Value {
    var sum = zero(like: may[0].one)
    for entry in UInt8(0)..<8 where table >> entry & 1 == 1 {
      var product = ones(like: sum)
      for (index, operand) in may.enumerated() {
        product = and(product, entry >> UInt8(2 - index) & 1 == 1 ? operand.one : operand.zero)
      }
      sum = or(sum, product)
    }
    return sum
  }
}

extension Simplifier {
  /// LLVM 22's rules. It has none for `pternlog`, whose operands it checks.
  mutating func vectorLLVM(_ operation: VectorOperation, _ operands: [Operand]) -> Value {
    let a = operands[0]
    let b = operands.count > 1 ? operands[1] : a
    switch operation {
    case .psllv: return or(anyShift(.shl, a, by: b), spread(b.shadow))
    case .psrlv: return or(anyShift(.lshr, a, by: b), spread(b.shadow))
    case .psrav: return or(anyShift(.ashr, a, by: b), spread(b.shadow))
    case .packss(let width), .packus(let width):
      return truncate(spread(a.shadow), to: width)
    case .pmovus(let width): return truncate(a.shadow, to: width)
    case .pavg, .psign, .pmulh, .pmulhu, .pmulhrs: return union(a, b)
    case .pmaddwd, .pmaddubsw:
      let first = productLLVM(operands[0], operands[1])
      let second = productLLVM(operands[2], operands[3])
      return signExtend(or(first, second), to: 2 * width(of: a.value))
    case .psadbw: return spread(union(a, b))
    case .ptestz, .ptestc, .ptestnzc: return isNonzero(union(a, b))
    case .pternlog: return zero(like: a.shadow)
    }
  }

  private mutating func anyShift(
    _ operation: Operation, _ a: Operand, by amount: Operand
  ) -> Value {
    anyShift(operation, a, Operand(value: amount.value, shadow: zero(like: amount.shadow)))
  }

  /// One bit: a factor is poisoned, and the other one is poisoned or not 0.
  private mutating func productLLVM(_ a: Operand, _ b: Operand) -> Value {
    let (poisonedA, poisonedB) = (isNonzero(a.shadow), isNonzero(b.shadow))
    let (someA, someB) = (isNonzero(a.value), isNonzero(b.value))
    let one = or(and(poisonedA, poisonedB), and(someA, poisonedB))
    return or(one, and(poisonedA, someB))
  }
}
