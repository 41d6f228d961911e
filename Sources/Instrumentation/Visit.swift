// What the walk does at each instruction, by the table of operations (OperationTable.swift).

import CLLVM
import LLVMIR

extension FunctionInstrumenter {
  func visit(_ instruction: Instruction) {
    let entry = OperationTable.entry(of: instruction.opcode)
    // The only branch with one operand, its destination, decides nothing.
    let decides = instruction.opcode != LLVMBr || instruction.operandCount > 1
    if let wanted = entry.check, decides {
      let operand = instruction.operand(wanted.operand)
      if wanted.isAddress {
        checkAddress(operand, of: wanted.operation)
      } else {
        check(operand, of: wanted.operation)
      }
    }
    entry.visit(self, instruction)
  }

  func visitAnyCall(_ call: Instruction) {
    visitCall(call)
    if let callee = call.callee.asFunction, callee.intrinsic != 0 { return }
    place.callCount += 1
  }

  /// Finds the values that need no shadow.
  func findCleanValues() -> CleanValues? {
    guard checks else { return nil }
    let travelling = Set(parameterSlots().filter { $0.byValueType == nil }.map(\.value))
    return CleanValues(
      function, blocks: flow.order, isSource: isSource,
      isSourceArgument: { _, value in travelling.contains(value) }, carries: carries)
  }

  /// Whether the result may be uninitialized although no operand is.
  private func isSource(_ instruction: Instruction) -> Bool {
    if isMarked(instruction) {
      guard instruction.opcode == LLVMLoad, reachesProgram(instruction) else { return false }
    }
    switch OperationTable.entry(of: instruction.opcode).result {
    case .none, .operands, .operandsByOurRules: return false
    case .memory:
      return hasMetadata(instruction.operand(0)) && !isConstantMemory(instruction.operand(0))
    case .updatedMemory: return hasMetadata(instruction.operand(0))
    case .callee:
      if instruction.callee.isInlineAssembly || !instruction.hasUses { return false }
      guard let intrinsic = instruction.calledIntrinsic else {
        return isSourceOfShadow(instruction)
      }
      return module.intrinsics.handling(of: intrinsic)?.properties.result == .memory
    }
  }

  /// Whether an uninitialized operand may make the result uninitialized.
  private func carries(_ instruction: Instruction) -> Bool {
    switch OperationTable.entry(of: instruction.opcode).result {
    case .none, .memory, .updatedMemory: return false
    case .operands: return true
    case .operandsByOurRules: return options.rules != .llvm
    case .callee:
      guard instruction.opcode == LLVMCall, let intrinsic = instruction.calledIntrinsic else {
        return false
      }
      return module.intrinsics.handling(of: intrinsic)?.properties.result == .operands
    }
  }

  /// Whether the instruction, as instrumented, may write origins.
  func mayWriteOrigins(_ instruction: Instruction) -> Bool {
    switch OperationTable.entry(of: instruction.opcode).writes {
    case .never: return false
    case .ofStoredValue: return instruction.isAtomic || !isClean(instruction.operand(0))
    case .always:
      guard instruction.opcode == LLVMCall, let intrinsic = instruction.calledIntrinsic else {
        return true
      }
      return module.intrinsics.handling(of: intrinsic)?.properties.writes != .never
    }
  }
}

extension Instruction {
  /// The number of the intrinsic that a call calls; nil for other calls.
  fileprivate var calledIntrinsic: UInt32? {
    guard let callee = callee.asFunction, callee.intrinsic != 0 else { return nil }
    return callee.intrinsic
  }
}
