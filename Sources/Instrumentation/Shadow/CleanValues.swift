// Which values of a function are certainly initialized, found before anything is emitted.
//
// Optimistic: every value starts as clean, and uncleanness spreads from its sources (loads,
// parameters that travel in the context state, results of calls, undef) to the users. Loop counters
// and whatever is computed from clean values then need no shadow code at all. In the manner of
// sparse conditional constant propagation (Wegman and Zadeck, 1991), without the control flow.

import CLLVM
import LLVMIR

/// The unclean instructions and arguments of a function.
struct CleanValues {
  private var unclean: Set<Value> = []

  func isClean(_ value: Value) -> Bool { !unclean.contains(value) }

  /// - Parameters:
  ///   - sources: values that may be uninitialized by themselves.
  ///   - carries: whether an instruction's result may be unclean because an operand is.
  init(
    _ function: Function, blocks: [BasicBlock], isSource: (Instruction) -> Bool,
    isSourceArgument: (Int, Value) -> Bool, carries: (Instruction) -> Bool
  ) {
    var work: [Value] = []
    for (index, argument) in function.parameters.enumerated()
    where isSourceArgument(index, argument) {
      work.append(argument)
    }
    for block in blocks {
      for instruction in block.instructions
      where isSource(instruction) || Self.usesUndef(instruction) && carries(instruction) {
        work.append(instruction.value)
      }
    }
    unclean = Set(work)
    while let value = work.popLast() {
      for user in value.users where user.isInstruction && !unclean.contains(user) {
        if carries(Instruction(user.ref)) {
          unclean.insert(user)
          work.append(user)
        }
      }
    }
  }

  /// Undefined operands count; in a phi and elsewhere.
  private static func usesUndef(_ instruction: Instruction) -> Bool {
    for index in 0..<instruction.operandCount {
      let operand = LLVMGetOperand(instruction.ref, UInt32(index))
      if LLVMIsUndef(operand) != 0 { return true }
    }
    return false
  }
}
