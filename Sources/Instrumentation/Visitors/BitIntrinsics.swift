// Intrinsics whose rule is ShadowAlgebra's, but whose operands stand elsewhere than the rule's.

import CLLVM
import LLVMIR
import ShadowAlgebra

extension FunctionInstrumenter {
  /// Operands: carry, which is any number but 0, and the two numbers. Results: carry, number.
  func visitCarry(_ operation: OverflowOperation, _ call: Instruction) {
    let operands = (0..<3).map { call.operand($0) }
    guard !isClean(call.value), let type = module.shadowType(call.type) else { return }
    let values = operands.compactMap(shadowed)
    guard values.count == 3 else { return propagateToAll(call) }
    let origin = recipe(of: operands)
    let none = ShadowedValue(value: operands[0].type.zero, shadow: operands[0].type.zero)
    var rules = algebra
    let carry = ShadowedValue(
      value: algebra.compare(.ne, operands[0], none.value),
      shadow: rules.propagate(.icmp(.ne), [values[0], none], rules: options.rules))
    let shadow = rules.propagate(operation, [values[1], values[2], carry], rules: options.rules)
    let width = operands[0].type.integerWidth
    let pair = builder.insert(
      algebra.zeroExtend(shadow.overflow, to: width),
      into: builder.insert(shadow.value, into: type.zero, 1), 0)
    set(call, shadow: pair, origin: origin)
  }

  /// `clmul` has the low half of the product. x86's intrinsics multiply 64 bits of every 128, which the
  /// third operand chooses.
  func visitCarrylessProduct(_ call: Instruction) {
    let (a, b) = (call.operand(0), call.operand(1))
    guard !isClean(call.value), let type = module.shadowType(call.type), let x = shadowed(a),
      let y = shadowed(b)
    else { return }
    let origin = recipe(of: [a, b])
    var rules = algebra
    guard call.argumentCount == 3 else {
      let product = rules.propagate(.bits(.clmul), [x, y], rules: options.rules)
      let low = algebra.truncate(product, to: type.scalar.integerWidth)
      return set(call, shadow: low, origin: origin)
    }
    guard let choice = call.operand(2).integer else { return visitStrictly(call) }
    let product = rules.propagate(
      .bits(.clmul), [halves(of: x, choice & 1), halves(of: y, choice >> 4 & 1)],
      rules: options.rules)
    set(call, shadow: builder.cast(LLVMBitCast, product, to: type), origin: origin)
  }

  /// Every second lane.
  private func halves(of vector: ShadowedValue<Value>, _ first: UInt64) -> ShadowedValue<Value> {
    let int = module.context.integer(32)
    let count = vector.value.type.vectorCount / 2
    var lanes: [LLVMValueRef?] = (0..<count).map { int.constant(2 * $0 + Int(first)).ref }
    let mask: Value = Value(LLVMConstVector(&lanes, UInt32(count)))
    return ShadowedValue(
      value: builder.shuffle(vector.value, vector.value.type.poison, mask: mask),
      shadow: builder.shuffle(vector.shadow, vector.shadow.type.poison, mask: mask))
  }
}
