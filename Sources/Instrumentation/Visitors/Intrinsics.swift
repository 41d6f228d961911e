// Calls of intrinsics, dispatched by the table. An intrinsic that the table does not know is treated
// strictly: its operands are checked and its result is clean.

import CLLVM
import LLVMIR
import ShadowAlgebra

extension FunctionInstrumenter {
  func visitIntrinsic(_ call: Instruction, _ id: UInt32) {
    guard let handling = module.intrinsics.handling(of: id) else {
      return visitUnknownIntrinsic(call)
    }
    switch handling {
    case .rule(let operation, let count): visitRule(operation, call, count)
    case .overflow(let operation): visitOverflow(operation, call)
    case .carry(let operation): visitCarry(operation, call)
    case .carrylessProduct: visitCarrylessProduct(call)
    case .lanes(let function): propagateLanes(function, call)
    case .whole: propagateToAll(call)
    case .permute(let types): visitPermutation(call, id, types)
    case .copy: propagateCopy(call, of: call.operand(0))
    case .memcpy: visitMemoryTransfer(call, .memcpy)
    case .memmove: visitMemoryTransfer(call, .memmove)
    case .memset: visitMemorySet(call)
    case .lifetimeStart: visitLifetimeStart(call)
    case .variadicStart: visitVariadicStart(call)
    case .variadicCopy: visitVariadicCopy(call)
    case .ignore: break
    case .check(let indices):
      let operands = indices.filter { $0 < call.argumentCount }
      check(operands.map { CheckedOperand(call.operand($0)) }, of: .other)
    case .reduceAnd, .reduceOr, .reduceXor, .reduceAdd, .reduceOther: visitReduction(call, handling)
    case .maskedLoad: visitMaskedLoad(call, id)
    case .maskedStore: visitMaskedStore(call, id)
    case .maskedGather: visitGather(call, id)
    case .maskedScatter: visitScatter(call, id)
    case .vector(let flow): visitVectorIntrinsic(call, flow)
    case .writes(let bytes): visitMemoryWriter(call, bytes)
    case .uses(let bytes): visitMemoryUser(call, bytes)
    case .load: visitPlainLoad(call)
    case .laneLoad: visitLaneLoad(call)
    case .laneStore(let value, let address): visitLaneStore(call, value, address)
    }
  }

  private func visitRule(_ operation: Operation, _ call: Instruction, _ count: Int) {
    var actual = operation
    let width = call.type.scalar.isInteger ? call.type.scalar.integerWidth : 0
    switch operation {
    case .ucmp: actual = .ucmp(to: width)
    case .scmp: actual = .scmp(to: width)
    default: break
    }
    propagate(actual, call, (0..<count).map { call.operand($0) })
  }

  private func visitOverflow(_ operation: OverflowOperation, _ call: Instruction) {
    let (a, b) = (call.operand(0), call.operand(1))
    guard !isClean(call.value), let type = module.shadowType(call.type), let x = shadowed(a),
      let y = shadowed(b)
    else { return propagateToAll(call) }
    var rules = algebra
    let shadow = rules.propagate(operation, [x, y], rules: options.rules)
    let pair = builder.insert(
      shadow.overflow, into: builder.insert(shadow.value, into: type.zero, 0), 1)
    set(call, shadow: pair, origin: recipe(of: [a, b]))
  }

  /// Checks every operand; the result is clean.
  func visitStrictly(_ instruction: Instruction) {
    let operands = (0..<instruction.operandCountWithoutCallee).map { instruction.operand($0) }
    check(
      operands.filter { module.shadowType($0.type) != nil }.map { CheckedOperand($0) }, of: .other)
  }

  private func visitUnknownIntrinsic(_ call: Instruction) {
    if let callee = call.callee.asFunction { module.unknownIntrinsics.insert(callee.name) }
    visitStrictly(call)
  }
}
