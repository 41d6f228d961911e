// What is known of a function before anything is inserted into it. Nothing here changes afterwards.

import CLLVM
import LLVMIR

/// The facts that the instrumentation of a function relies on.
struct FunctionFacts {
  let flow: Dominators
  /// False in functions without `sanitize_memory`: nothing is checked, every value counts as clean.
  let checks: Bool
  /// Whether only the hooks themselves may be called, and no local function.
  let callsHooksOnly: Bool
  /// The instruction before which parameters are read.
  let prologueEnd: Instruction
  let poisonedLocals: PoisonedLocals
  /// Pointers that stand for a register.
  let errorRegisters: ErrorRegisters
  /// What the debug information calls the values; nil without it.
  let sourceNames: SourceNames?

  init(_ function: Function, in module: ModuleContext, checks: Bool) {
    self.checks = checks
    flow = Dominators(function)
    callsHooksOnly = !module.options.localFunctions || function.opensUserAccess(on: module.target)
    prologueEnd = Self.firstAfterAllocas(function.entry)
    poisonedLocals = PoisonedLocals(function, flow: flow)
    errorRegisters = ErrorRegisters(function)
    sourceNames = checks ? module.sourceNames(of: function) : nil
  }

  private static func firstAfterAllocas(_ entry: BasicBlock) -> Instruction {
    for instruction in entry.instructions where instruction.opcode != LLVMAlloca {
      return instruction
    }
    preconditionFailure("a block ends in a terminator")
  }
}
