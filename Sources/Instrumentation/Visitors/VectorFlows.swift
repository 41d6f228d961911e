// Intrinsics of x86: the shadow of each flow (X86/VectorFlow.swift).
//
// Floating-point operands are looked at as integers of the same lanes. Immediates are constants and
// have no shadow.

import CLLVM
import LLVMIR
import ShadowAlgebra

extension FunctionInstrumenter {
  func visitVectorIntrinsic(_ call: Instruction, _ flow: VectorFlow) {
    guard !isClean(call.value), let type = module.shadowType(call.type) else { return }
    let operands = (0..<call.argumentCount).map { call.operand($0) }
    let shadow = shadow(of: call, flow, operands, type)
    set(call, shadow: shadow, origin: recipe(of: operands))
  }

  private func shadow(
    of call: Instruction, _ flow: VectorFlow, _ operands: [Value], _ type: Type
  ) -> Value {
    switch flow {
    case .spans(let spans): return spansShadow(spans, operands, type)
    case .lanes(let positions, let mask, let other):
      let lanes = poisonedLanes(positions.map { operands[$0] })
      return masked(
        lanes, mask: mask.map { operands[$0] }, other: other.map { operands[$0] }, type)
    case .joinedLanes:
      let (low, high) = (shadowOrZero(operands[1]), shadowOrZero(operands[0]))
      return resized(poisoned(joined(low, high)), to: type)
    case .firstLane(let positions, let rest, let mask, let other):
      return firstLaneShadow(
        positions.map { operands[$0] }, rest: rest.map { operands[$0] },
        mask: mask.map { operands[$0] }, other: other.map { operands[$0] }, type)
    case .scalar(let positions, let isBit, let mask):
      return scalarShadow(
        positions.map { operands[$0] }, isBit: isBit, mask: mask.map { operands[$0] }, type)
    case .dotProduct: return dotProductShadow(operands, type)
    case .horizontalLanes:
      let (even, odd) = neighbours(shadowOrZero(operands[0]), shadowOrZero(operands[1]))
      return resized(poisoned(algebra.or(even, odd)), to: type)
    case .moves(let data, let index): return movedShadow(call, data, index, operands, type)
    case .signs: return extended(signs(shadowOrZero(operands[0])), to: type)
    case .choice: return choiceShadow(operands)
    case .arithmetic(let operation):
      return propagate(operation, operands.prefix(operation.operandCount).map(bits))
    case .shift(let operation): return shiftShadow(operation, operands)
    case .pack(let narrowing):
      let width = type.element.integerWidth
      return interleaved(
        narrowed(operands[0], narrowing, to: width), narrowed(operands[1], narrowing, to: width))
    case .narrow(let narrowing):
      let lanes = narrowed(operands[0], narrowing, to: type.element.integerWidth)
      return chosen(lanes, mask: operands[2], other: operands[1], type)
    case .pairs(let operation): return pairsShadow(operation, operands)
    case .horizontal(let operation): return horizontalShadow(operation, operands)
    case .differences: return differencesShadow(operands, type)
    case .test(let operation, let ofSigns): return testShadow(operation, ofSigns, operands, type)
    case .ternary:
      let table = UInt8(truncatingIfNeeded: operands[3].integer ?? 0)
      return propagate(.pternlog(table), operands.prefix(3).map(bits))
    case .integers(let operation):
      let pairs = operands.map { flattened(bits($0)) }
      var rules = algebra
      let shadow = rules.propagate(operation, pairs, rules: options.rules)
      return builder.cast(LLVMBitCast, shadow, to: type)
    }
  }

  // MARK: Operands

  func shadowOrZero(_ operand: Value) -> Value {
    shadow(of: operand) ?? operand.type.zero
  }

  /// The operand and its shadow as integers of the same lanes.
  func bits(_ operand: Value) -> ShadowedValue<Value> {
    let shadow = shadowOrZero(operand)
    return ShadowedValue(
      value: builder.cast(LLVMBitCast, operand, to: shadow.type), shadow: shadow)
  }

  /// Both as one integer.
  func flattened(_ operand: ShadowedValue<Value>) -> ShadowedValue<Value> {
    let width = module.layout.sizeInBits(operand.value.type)
    let type = module.context.integer(width)
    return ShadowedValue(
      value: builder.cast(LLVMBitCast, operand.value, to: type),
      shadow: builder.cast(LLVMBitCast, operand.shadow, to: type))
  }

  func propagate(_ operation: VectorOperation, _ operands: [ShadowedValue<Value>]) -> Value {
    var rules = algebra
    return rules.propagate(operation, operands, rules: options.rules)
  }

  /// One bit for each lane: is any of its bits set? Of a scalar, one bit.
  func poisoned(_ shadow: Value) -> Value {
    if shadow.type.scalar == module.bit { return shadow }
    return algebra.compare(.ne, shadow, shadow.type.zero)
  }

  // MARK: Spans

  private func spansShadow(
    _ spans: [VectorFlow.Span], _ operands: [Value], _ type: Type
  ) -> Value {
    var result = type.zero
    for (span, operand) in zip(spans, operands) {
      let shadow = shadowOrZero(operand)
      if shadow.isNull { continue }
      result = algebra.or(result, reach(of: shadow, span, type))
    }
    return result
  }

  private func reach(of shadow: Value, _ span: VectorFlow.Span, _ type: Type) -> Value {
    let width = module.layout.sizeInBits(shadow.type)
    switch span {
    case .all: return builder.select(isPoisoned(shadow), type.allOnes, type.zero)
    case .allFromLowHalf:
      let half = algebra.truncate(flattened(shadow), to: width / 2)
      return builder.select(isPoisoned(half), type.allOnes, type.zero)
    case .bits(let bits):
      if bits == 1 { return builder.cast(LLVMBitCast, shadow, to: type) }
      let groups = module.context.vector(of: module.context.integer(bits), count: width / bits)
      let grouped = poisoned(builder.cast(LLVMBitCast, shadow, to: groups))
      return builder.cast(LLVMBitCast, algebra.signExtend(grouped, to: bits), to: type)
    }
  }
}
