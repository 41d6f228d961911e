// The verifier's rules for boundaries: what is added to uninstrumented functions, and where tokens
// stand.

import CLLVM
import KMSANABI
import LLVMIR

extension InstrumentationVerifier {
  /// What was taken from an uninstrumented function, or added outside of its regions; nil for nothing.
  func changedOutsideRegions(_ function: Function, _ before: Snapshot) -> String? {
    let old = Set(before.text)
    let now = function.blocks.flatMap(\.instructions)
    guard now.filter(old.contains) == before.text else {
      return "its own instructions are not what they were"
    }
    var allowed: Set<Instruction> = []
    let regions = Regions(function)
    for block in regions.blocks {
      regions.walk(block) { instruction, before, after in
        if max(before, after) > 0 { allowed.insert(instruction) }
      }
    }
    return now.first { !old.contains($0) && !allowed.contains($0) }?.value.text
  }

  /// The store of an argument token that is not followed by the call that it is for. No other pointer is
  /// stored there but null, when the token is taken.
  func strayToken(_ function: Function) -> Instruction? {
    function.firstInstruction { instruction in
      guard instruction.opcode == LLVMStore, instruction.operand(1).isArgumentToken,
        instruction.operand(0).type.isPointer, !instruction.operand(0).isNull
      else { return false }
      guard let call = instruction.next, call.isCall else { return true }
      return call.callee != instruction.operand(0).unmarkedToken
    }
  }

  /// The look at an argument token that leaves it there, for whoever runs next: it is taken in the very
  /// next instruction, so on every path.
  func untakenToken(_ function: Function) -> Instruction? {
    function.firstInstruction { instruction in
      guard instruction.opcode == LLVMLoad, instruction.operand(0).isArgumentToken else {
        return false
      }
      guard let store = instruction.next, store.opcode == LLVMStore else { return true }
      return store.operand(1) != instruction.operand(0) || !store.operand(0).isNull
    }
  }
}

extension Value {
  /// The function that an argument token names, marked or not.
  fileprivate var unmarkedToken: Value {
    guard operation == LLVMIntToPtr, operand(0).operation == LLVMXor,
      operand(0).operand(0).operation == LLVMPtrToInt
    else { return self }
    return operand(0).operand(0).operand(0)
  }

  /// What computes the value: an instruction, or an expression of constants.
  private var operation: LLVMOpcode? {
    if isInstruction { return Instruction(ref).opcode }
    return isConstantExpression ? LLVMGetConstOpcode(ref) : nil
  }

  /// Whether this is the address of the argument token.
  fileprivate var isArgumentToken: Bool {
    guard isInstruction, Instruction(ref).opcode == LLVMGetElementPtr, operand(0).isInstruction,
      let offset = operand(1).signedInteger,
      [0, ContextState.variadicShadow].contains(offset - ContextState.argumentToken)
    else { return false }
    return Instruction(operand(0).ref).hookName == RuntimeHook.getContextState.rawValue
  }
}
