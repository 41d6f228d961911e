// Which visitor an instruction goes to, and which instructions can produce or carry uninitialized
// values.

import CLLVM
import LLVMIR

extension FunctionInstrumenter {
  func visit(_ instruction: Instruction) {
    switch instruction.opcode {
    case LLVMLoad: visitLoad(instruction)
    case LLVMStore: visitStore(instruction)
    case LLVMAtomicRMW: visitReadModifyWrite(instruction)
    case LLVMAtomicCmpXchg: visitCompareExchange(instruction)
    case LLVMAlloca: visitAlloca(instruction)
    case LLVMGetElementPtr: visitGetElementPointer(instruction)
    case LLVMICmp: visitIntegerComparison(instruction)
    case LLVMFCmp: propagateLanes(.less, instruction)
    case LLVMFNeg: propagateLanes(.fneg, instruction)
    case LLVMSelect: visitSelect(instruction)
    case LLVMPHI: visitPhi(instruction)
    case LLVMFreeze: visitFreeze(instruction)
    case LLVMExtractValue: visitExtractValue(instruction)
    case LLVMInsertValue: visitInsertValue(instruction)
    case LLVMExtractElement: visitExtractElement(instruction)
    case LLVMInsertElement: visitInsertElement(instruction)
    case LLVMShuffleVector: visitShuffle(instruction)
    case LLVMCall, LLVMInvoke, LLVMCallBr: visitAnyCall(instruction)
    case LLVMRet: visitReturn(instruction)
    case LLVMBr, LLVMSwitch, LLVMIndirectBr: checkCondition(instruction)
    case LLVMFence, LLVMUnreachable, LLVMLandingPad, LLVMResume, LLVMCleanupPad, LLVMCatchPad,
      LLVMCatchSwitch, LLVMCatchRet, LLVMCleanupRet:
      break
    case let opcode where opcode.isCast: visitCast(instruction)
    case let opcode where opcode.isBinary: visitBinary(instruction)
    default: visitStrictly(instruction)
    }
  }

  private func visitAnyCall(_ call: Instruction) {
    visitCall(call)
    if let callee = call.callee.asFunction, callee.intrinsic != 0 { return }
    place.callCount += 1
  }

  private func checkCondition(_ terminator: Instruction) {
    if terminator.operandCount == 1, terminator.opcode == LLVMBr { return }
    switch terminator.opcode {
    case LLVMSwitch: check(terminator.operand(0), of: .selection)
    case LLVMIndirectBr: check(terminator.operand(0), of: .jump)
    default: check(terminator.operand(0), of: .branch)
    }
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
    switch instruction.opcode {
    case LLVMLoad:
      return hasMetadata(instruction.operand(0)) && !isConstantMemory(instruction.operand(0))
    case LLVMAtomicRMW, LLVMAtomicCmpXchg: return hasMetadata(instruction.operand(0))
    case LLVMCall, LLVMInvoke:
      if instruction.callee.isInlineAssembly || !instruction.hasUses { return false }
      if let callee = instruction.callee.asFunction, callee.intrinsic != 0 {
        return intrinsicLoads(callee.intrinsic)
      }
      return isSourceOfShadow(instruction)
    default: return false
    }
  }

  /// Whether an uninitialized operand may make the result uninitialized.
  private func carries(_ instruction: Instruction) -> Bool {
    switch instruction.opcode {
    case LLVMGetElementPtr, LLVMICmp, LLVMFCmp, LLVMFNeg, LLVMSelect, LLVMPHI, LLVMExtractValue,
      LLVMInsertValue, LLVMExtractElement, LLVMInsertElement, LLVMShuffleVector:
      return true
    case LLVMFreeze: return options.rules != .llvm
    case LLVMCall:
      guard let callee = instruction.callee.asFunction, callee.intrinsic != 0 else { return false }
      return intrinsicCarries(callee.intrinsic)
    case let opcode: return opcode.isCast || opcode.isBinary
    }
  }
}

extension LLVMOpcode {
  var isCast: Bool {
    switch self {
    case LLVMTrunc, LLVMZExt, LLVMSExt, LLVMFPToUI, LLVMFPToSI, LLVMUIToFP, LLVMSIToFP, LLVMFPTrunc,
      LLVMFPExt, LLVMPtrToInt, LLVMIntToPtr, LLVMBitCast, LLVMAddrSpaceCast, LLVMPtrToAddr:
      true
    default: false
    }
  }

  var isBinary: Bool {
    switch self {
    case LLVMAdd, LLVMFAdd, LLVMSub, LLVMFSub, LLVMMul, LLVMFMul, LLVMUDiv, LLVMSDiv, LLVMFDiv,
      LLVMURem, LLVMSRem, LLVMFRem, LLVMShl, LLVMLShr, LLVMAShr, LLVMAnd, LLVMOr, LLVMXor:
      true
    default: false
    }
  }
}
