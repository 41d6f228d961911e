// Returns: what a function leaves in the context state for its caller.
//
// A clean return writes nothing when no call since the entry can have left a shadow there, because
// every instrumented caller cleared the slot. A local function all of whose returns are clean, and
// all of whose callers are known, takes no part in the protocol at all.

import CLLVM
import KMSANABI
import LLVMIR

extension FunctionInstrumenter {
  func visitReturn(_ instruction: Instruction) {
    guard instruction.operandCount == 1 else { return }
    let value = instruction.operand(0)
    if followsMustTail(instruction) || unchangedResults.contains(value) { return }
    guard let shadow = shadow(of: value),
      Self.fits(0, module.layout.storeSize(shadow.type))
    else { return }
    if isCheckedAtReturn(value) { check(value) }
    if returnsClean || promisesCleanReturn { return }
    if shadow.isNull, !mayReturnSlotBeStale { return }
    if shadow.isNull {
      clearReturnSlot(shadow.type)
    } else {
      writeReturnSlot(shadow, follow(origin(of: value)))
    }
  }

  private var promisesCleanReturn: Bool {
    options.parameterChecks && function.attribute(module.kinds.noundef, parameter: nil) != nil
  }

  /// Whether a value is checked where it is returned.
  func isCheckedAtReturn(_ value: Value) -> Bool {
    promisesCleanReturn || options.returnChecks && !value.type.isAggregate
  }

  private func followsMustTail(_ instruction: Instruction) -> Bool {
    guard let previous = instruction.previous else { return false }
    return previous.isCall && previous.isMustTail
  }

  /// Whether the function is known to its callers only, and never returns an uninitialized value.
  func findReturnsClean() -> Bool {
    guard function.isLocalAndOnlyCalled else { return false }
    for block in flow.order {
      guard let terminator = block.terminator, terminator.opcode == LLVMRet else { continue }
      if terminator.operandCount == 1, !isClean(terminator.operand(0)) { return false }
      if followsMustTail(terminator) { return false }
    }
    return module.declareReturnsClean(function)
  }

  /// Whether something called by this function may have left a shadow in the return slot.
  func findStaleReturnSlot() -> Bool {
    flow.order.contains { block in
      block.instructions.contains { $0.isCall && mayRunInstrumentedCode($0) }
    }
  }

  private func mayRunInstrumentedCode(_ call: Instruction) -> Bool {
    if call.callee.isInlineAssembly { return call.callee.assemblyText.contains("call") }
    guard let callee = call.callee.asFunction else { return true }
    return callee.intrinsic == 0
  }
}

extension Function {
  /// Whether every use of the function is a direct call of this module with its own type.
  var isLocalAndOnlyCalled: Bool {
    guard value.linkage == LLVMInternalLinkage || value.linkage == LLVMPrivateLinkage else {
      return false
    }
    return value.users.allSatisfy { user in
      guard user.isInstruction else { return false }
      let call = Instruction(user.ref)
      guard call.isCall, call.callee == value, call.calledFunctionType == type else { return false }
      return !(0..<call.argumentCount).contains { call.operand($0) == value }
    }
  }
}
