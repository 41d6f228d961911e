// Swift's errors travel in a register, for which a pointer stands: an alloca or a parameter with the
// attribute `swifterror`. It may be loaded from, stored to and handed on, and nothing else: no look-up can
// take its address, as it has none. What it holds counts as initialized.
//
// Source: LLVM 22, Language Reference Manual, "Parameter Attributes", swifterror.

import CLLVM
import LLVMIR

/// The pointers of a function that stand for the register of errors.
struct ErrorRegisters {
  private static let kind = AttributeKind("swifterror")
  private var pointers: Set<Value> = []

  init(_ function: Function) {
    for (index, parameter) in function.parameters.enumerated()
    where function.attribute(Self.kind, parameter: index) != nil {
      pointers.insert(parameter)
    }
    for block in function.blocks {
      for instruction in block.instructions where instruction.opcode == LLVMAlloca {
        if Self.isHandedOn(instruction) { pointers.insert(instruction.value) }
      }
    }
  }

  func contains(_ address: Value) -> Bool { !pointers.isEmpty && pointers.contains(address) }

  /// Whether a call takes the alloca as its register. LLVM-C does not show the alloca's own attribute.
  private static func isHandedOn(_ local: Instruction) -> Bool {
    guard local.allocatedType.isPointer else { return false }
    return local.value.users.contains { user in
      guard user.isInstruction else { return false }
      let call = Instruction(user.ref)
      guard call.opcode == LLVMCall || call.opcode == LLVMInvoke else { return false }
      return (0..<call.argumentCount).contains { index in
        call.operand(index) == local.value && call.attribute(kind, parameter: index) != nil
      }
    }
  }
}
