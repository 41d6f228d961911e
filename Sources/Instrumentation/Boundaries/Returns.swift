// Returns: what a function leaves in the context state for its caller.
//
// A function that may return something uninitialized writes the shadow at every return, and its token
// (Tokens.swift): an old one would match. A clean return of another function writes nothing when no call
// since the entry can have left a shadow there, because callers that know no tokens cleared the slot. A
// function all of whose callers are known, and all of whose returns are clean, takes no part in the
// protocol.

import CLLVM
import KMSANABI
import LLVMIR

extension FunctionInstrumenter {
  func visitReturn(_ instruction: Instruction) {
    guard instruction.operandCount == 1 else {
      if returnsInMemory, hasTokens, !followsMustTail(instruction) { signResult() }
      return
    }
    let value = instruction.operand(0)
    if followsMustTail(instruction) || boundary.isUnchanged(value) { return }
    guard let shadow = shadow(of: value),
      fits(0, module.layout.storeSize(shadow.type), .result)
    else { return }
    if isCheckedAtReturn(value) { check(value, of: .functionReturn) }
    let returnsClean = boundary.returns.returnsClean
    if promisesCleanReturn || returnsClean && !hasTokens { return }
    if !shadow.isNull || options.tokens && !returnsClean {
      writeReturnSlot(shadow, follow(origin(of: value)))
    } else if boundary.returns.mayReturnSlotBeStale {
      // For callers that know no tokens.
      clearReturnSlot(shadow.type)
    }
  }

  private var returnsInMemory: Bool {
    function.parameters.count > 0
      && function.attribute(module.kinds.sret, parameter: 0) != nil
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

  /// What is known of the returns before anything is inserted.
  func findReturnPromise() -> ReturnPromise {
    let returnsClean = findReturnsClean()
    return ReturnPromise(mayReturnSlotBeStale: findStaleReturnSlot(), returnsClean: returnsClean)
  }

  /// Whether the function never returns an uninitialized value, and its callers need not be told.
  private func findReturnsClean() -> Bool {
    guard hasTokens || function.isLocalAndOnlyCalled else { return false }
    for block in flow.order {
      guard let terminator = block.terminator, terminator.opcode == LLVMRet else { continue }
      if terminator.operandCount == 1, !isClean(terminator.operand(0)) { return false }
      if followsMustTail(terminator) { return false }
    }
    // A caller that asked before takes a missing token for clean.
    return function.isLocalAndOnlyCalled && module.declareReturnsClean(function) || hasTokens
  }

  /// Whether something called by this function may have left a shadow in the return slot.
  private func findStaleReturnSlot() -> Bool {
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
