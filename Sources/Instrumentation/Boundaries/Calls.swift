// Calls: what the caller checks, sends and receives.
//
// Arguments that are `noundef` are checked here; the shadow of the others is stored into the
// context state, each in its slot. The return shadow's slot is cleared before the call, so that a
// callee that does not know of it appears to return an initialized value, and read after it. What
// the callee of this module never writes is neither cleared nor read.

import CLLVM
import KMSANABI
import LLVMIR

extension FunctionInstrumenter {
  func visitCall(_ call: Instruction) {
    if call.callee.isInlineAssembly { return visitInlineAssembly(call) }
    if let callee = call.callee.asFunction {
      if callee.intrinsic != 0 { return visitIntrinsic(call, callee.intrinsic) }
      callee.remove(module.kinds.memory)
      callee.remove(module.kinds.speculatable)
      markLibraryCall(call, callee)
    }
    // An instrumented callee writes the context state, whatever it promised before.
    call.remove(module.kinds.memory)
    call.remove(module.kinds.speculatable)
    sendArguments(call)
    if call.calledFunctionType.isVariadic { sendVariableArguments(call) }
    receiveResult(call)
  }

  // MARK: Arguments

  /// Checks before it sends, so that no shadow waits in a register while the context state is
  /// looked up.
  private func sendArguments(_ call: Instruction) {
    var eager = [call.callee]
    for index in 0..<call.argumentCount
    where call.attribute(module.kinds.byval, parameter: index) != nil
      || isCheckedEagerly(call, index)
    {
      eager.append(call.operand(index))
    }
    check(eager)
    var offset = 0
    for index in 0..<call.argumentCount {
      let argument = call.operand(index)
      guard argument.type.hasFixedSize else { continue }
      let byValue = call.attribute(module.kinds.byval, parameter: index).map {
        Type(LLVMGetTypeAttributeValue($0))
      }
      let size = module.layout.allocationSize(byValue ?? argument.type)
      if let byValue {
        sendMemory(argument, byValue, to: .parameters, at: offset)
      } else if !isCheckedEagerly(call, index), Self.fits(offset, size),
        let shadow = shadow(of: argument)
      {
        send(shadow, follow(origin(of: argument)), to: .parameters, at: offset)
      }
      offset += Self.aligned(size)
    }
  }

  func isCheckedEagerly(_ call: Instruction, _ index: Int) -> Bool {
    options.parameterChecks && call.attribute(module.kinds.noundef, parameter: index) != nil
  }

  // MARK: Result

  private func receiveResult(_ call: Instruction) {
    guard let type = typeOfReceivedResult(call) else { return contextState.forget() }
    clearReturnSlot(type)
    contextState.forget()
    if isReturnedUnchanged(call) {
      unchangedResults.insert(call.value)
      return
    }
    guard let next = placeAfter(call) else { return }
    builder.position(before: next)
    let result = readReturnSlot(type)
    set(call, shadow: result.shadow, origin: .value(result.origin))
    // An invoke's result is read in another block; this one ends here.
    if call.opcode != LLVMCall { contextState.forget() }
  }

  /// The shadow type of a result that must be read from the context state, or nil.
  private func typeOfReceivedResult(_ call: Instruction) -> Type? {
    guard checks, call.hasUses, !call.isMustTail, isSourceOfShadow(call),
      let type = module.shadowType(call.type),
      Self.fits(0, module.layout.storeSize(type))
    else { return nil }
    return type
  }

  /// Whether the function does nothing with the result but return it, unchecked: then the callee's return
  /// shadow is this function's, and lies where it belongs already.
  private func isReturnedUnchanged(_ call: Instruction) -> Bool {
    guard call.opcode == LLVMCall, let next = call.next, next.opcode == LLVMRet,
      next.operandCount == 1, next.operand(0) == call.value, !isCheckedAtReturn(call.value)
    else { return false }
    return call.value.users.count == 1
  }

  /// Where the result of a call is known: behind it, or at the start of an invoke's normal
  /// destination when that has no other way in.
  private func placeAfter(_ call: Instruction) -> Instruction? {
    if call.opcode == LLVMCall { return call.next }
    guard call.opcode == LLVMInvoke else { return nil }
    let destination = BasicBlock(LLVMGetNormalDest(call.ref))
    guard let index = flow.index(of: destination), flow.predecessors[index].count == 1,
      let first = destination.first, !first.isPhi
    else { return nil }
    return first
  }

  /// Whether the result of a call may be uninitialized.
  func isSourceOfShadow(_ call: Instruction) -> Bool {
    if options.parameterChecks, call.attribute(module.kinds.noundef, parameter: nil) != nil {
      return false
    }
    guard let callee = call.callee.asFunction, callee.type == call.calledFunctionType else {
      return true
    }
    return module.returnSummary(of: callee) != .alwaysClean
  }

  // MARK: Library functions

  /// Keeps code generation from expanding a call into loads that nobody instruments.
  private func markLibraryCall(_ call: Instruction, _ callee: Function) {
    guard Self.expandedFunctions.contains(callee.name) else { return }
    call.add(module.context.attribute("nobuiltin"))
  }

  /// The C functions that LLVM's code generation may expand in place.
  private static let expandedFunctions: Set<String> = [
    "bcmp", "memccpy", "memchr", "memcmp", "memcpy", "memmove", "mempcpy", "memset", "stpcpy",
    "strcmp", "strcpy", "strlen", "strnlen",
  ]
}
