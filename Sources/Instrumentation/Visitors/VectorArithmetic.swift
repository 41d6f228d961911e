// Vector intrinsics whose lanes have rules of ShadowAlgebra, or move.

import CLLVM
import LLVMIR
import ShadowAlgebra

extension FunctionInstrumenter {
  // MARK: Moves

  /// The intrinsic itself, applied to the shadows of what it moves.
  func movedShadow(
    _ call: Instruction, _ data: [Int], _ index: VectorFlow.Index?, _ operands: [Value],
    _ type: Type
  ) -> Value {
    var arguments = operands
    for position in data {
      arguments[position] = builder.cast(
        LLVMBitCast, shadowOrZero(operands[position]), to: operands[position].type)
    }
    let moved = builder.call(call.calledFunctionType, call.callee, arguments).value
    let shadow = builder.cast(LLVMBitCast, moved, to: type)
    guard let index else { return shadow }
    let used = usedBits(index, shadowOrZero(operands[index.operand]))
    if used.isNull { return shadow }
    guard index.isByLane else {
      return algebra.or(shadow, builder.select(isPoisoned(used), type.allOnes, type.zero))
    }
    return algebra.or(
      shadow, algebra.signExtend(poisoned(used), to: type.element.integerWidth))
  }

  /// The bits of the index's shadow that the intrinsic looks at.
  private func usedBits(_ index: VectorFlow.Index, _ shadow: Value) -> Value {
    switch index.used {
    case .mask(let bits): return algebra.and(shadow, algebra.constant(Int64(bits), of: shadow.type))
    case .lanes(let tables):
      let last = tables * shadow.type.vectorCount - 1
      return algebra.and(shadow, algebra.constant(Int64(last), of: shadow.type))
    }
  }

  func choiceShadow(_ operands: [Value]) -> Value {
    let mask = bits(operands[2])
    let condition = ShadowedValue(
      value: algebra.compare(.slt, mask.value, mask.value.type.zero),
      shadow: algebra.compare(.slt, mask.shadow, mask.shadow.type.zero))
    var rules = algebra
    return rules.propagate(
      .select, [condition, bits(operands[1]), bits(operands[0])], rules: options.rules)
  }

  // MARK: Shifts

  func shiftShadow(_ operation: VectorOperation, _ operands: [Value]) -> Value {
    let vector = bits(operands[0])
    let count = lowWord(bits(operands[1]))
    let lane = vector.value.type.element
    let width = algebra.constant(Int64(lane.integerWidth), of: count.value.type)
    let isInRange = algebra.compare(.ult, count.value, width)
    // The width itself stands for all amounts beyond, and is a number of each lane.
    let amount = algebra.truncate(
      algebra.select(isInRange, count.value, width), to: lane.integerWidth)
    let uncertain = algebra.signExtend(isPoisoned(count.shadow), to: lane.integerWidth)
    let counts = ShadowedValue(
      value: repeated(amount, like: vector.value.type),
      shadow: repeated(uncertain, like: vector.value.type))
    return propagate(operation, [vector, counts])
  }

  /// The low 64 bits of a vector, or an integer of less, extended.
  private func lowWord(_ operand: ShadowedValue<Value>) -> ShadowedValue<Value> {
    let whole = flattened(operand)
    func word(_ value: Value) -> Value {
      value.type.integerWidth < 64
        ? algebra.zeroExtend(value, to: 64) : algebra.truncate(value, to: 64)
    }
    return ShadowedValue(value: word(whole.value), shadow: word(whole.shadow))
  }

  private func repeated(_ scalar: Value, like type: Type) -> Value {
    if scalar.isNull { return type.zero }
    let single = builder.insertElement(scalar, into: type.poison, module.word.zero)
    return lanes(Array(repeating: 0, count: type.vectorCount), of: single)
  }

  // MARK: Narrowing

  func narrowed(_ operand: Value, _ narrowing: VectorFlow.Narrowing, to width: Int) -> Value {
    let lanes = bits(operand)
    var rules = algebra
    switch narrowing {
    case .truncate: return rules.propagate(.trunc(to: width), [lanes], rules: options.rules)
    case .signed: return propagate(.packss(to: width), [lanes])
    case .signedToUnsigned: return propagate(.packus(to: width), [lanes])
    case .unsigned: return propagate(.pmovus(to: width), [lanes])
    }
  }

  // MARK: Sums and products

  func pairsShadow(_ operation: VectorOperation, _ operands: [Value]) -> Value {
    let (a, b) = (halves(bits(operands[0])), halves(bits(operands[1])))
    return propagate(operation, [a.even, b.even, a.odd, b.odd])
  }

  private func halves(
    _ operand: ShadowedValue<Value>
  ) -> (even: ShadowedValue<Value>, odd: ShadowedValue<Value>) {
    let (values, shadows) = (halves(operand.value), halves(operand.shadow))
    return (
      ShadowedValue(value: values.even, shadow: shadows.even),
      ShadowedValue(value: values.odd, shadow: shadows.odd)
    )
  }

  func horizontalShadow(_ operation: Operation, _ operands: [Value]) -> Value {
    let (a, b) = (bits(operands[0]), bits(operands[1]))
    let values = neighbours(a.value, b.value)
    let shadows = neighbours(a.shadow, b.shadow)
    let pairs = [
      ShadowedValue(value: values.even, shadow: shadows.even),
      ShadowedValue(value: values.odd, shadow: shadows.odd),
    ]
    var rules = algebra
    return rules.propagate(operation, pairs, rules: options.rules)
  }

  /// Sums of neighbours, three times: 8 numbers of 8 bits have a sum of 11 bits.
  func differencesShadow(_ operands: [Value], _ type: Type) -> Value {
    let (a, b) = (bits(operands[0]), bits(operands[1]))
    let isGreater = algebra.compare(.ugt, a.value, b.value)
    let difference = algebra.sub(
      algebra.select(isGreater, a.value, b.value), algebra.select(isGreater, b.value, a.value))
    var sum = ShadowedValue(
      value: algebra.zeroExtend(difference, to: 16),
      shadow: algebra.zeroExtend(propagate(.psadbw, [a, b]), to: 16))
    var rules = algebra
    for _ in 0..<3 {
      let (even, odd) = halves(sum)
      sum = ShadowedValue(
        value: algebra.add(even.value, odd.value),
        shadow: rules.propagate(.add, [even, odd], rules: options.rules))
    }
    return algebra.zeroExtend(sum.shadow, to: type.element.integerWidth)
  }

  /// The lanes that the immediate's high half chooses reach those that its low half chooses, within
  /// 128 bits; the others are 0.
  func dotProductShadow(_ operands: [Value], _ type: Type) -> Value {
    let choice = operands[2].integer ?? 0xFF
    let width = type.element.integerWidth
    let perGroup = 128 / width
    func chosen(_ shift: Int) -> Value {
      .vector(
        (0..<type.vectorCount).map { lane in
          let isChosen = choice >> UInt64(shift + lane % perGroup) & 1 == 1
          return isChosen ? type.element.allOnes : type.element.zero
        })
    }
    let used = algebra.and(
      algebra.or(shadowOrZero(operands[0]), shadowOrZero(operands[1])), chosen(4))
    if used.isNull { return type.zero }
    let groups = module.context.vector(
      of: module.context.integer(128), count: type.vectorCount / perGroup)
    let reached = algebra.signExtend(
      poisoned(builder.cast(LLVMBitCast, used, to: groups)), to: 128)
    return algebra.and(builder.cast(LLVMBitCast, reached, to: type), chosen(0))
  }

  // MARK: Tests

  func testShadow(
    _ operation: VectorOperation, _ ofSigns: Bool, _ operands: [Value], _ type: Type
  ) -> Value {
    let pairs = operands.prefix(2).map { operand in
      let lanes = bits(operand)
      guard ofSigns else { return flattened(lanes) }
      return ShadowedValue(value: signs(lanes.value), shadow: signs(lanes.shadow))
    }
    return extended(propagate(operation, pairs), to: type)
  }
}
