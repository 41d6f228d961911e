// Instructions with `!nosanitize`, by which clang marks what its checks and its coverage insert:
//
//     %pair = call { i32, i1 } @llvm.sadd.with.overflow.i32(i32 %a, i32 %b), !nosanitize
//     %sum = extractvalue { i32, i1 } %pair, 0, !nosanitize          ; the program's sum
//     %overflows = extractvalue { i32, i1 } %pair, 1, !nosanitize
//     br i1 %overflows, label %trap, label %next, !nosanitize
//
// Nothing is checked at such an instruction, as it is not the program that uses its operands. But the
// program can use its result, as the sum above, so that results have their shadow. Stores and calls are
// left alone: they write to memory of the sanitizer, or call its functions.
//
// Source: clang 22, CodeGenFunction::SanitizerScope; LLVM 22, SanitizerCoverage.cpp.

import CLLVM
import LLVMIR

extension FunctionInstrumenter {
  func isMarked(_ instruction: Instruction) -> Bool {
    instruction.hasMetadata(module.nosanitize)
  }

  /// Visits a marked instruction without its checks, if its result may be uninitialized.
  func visitUnchecked(_ instruction: Instruction) {
    guard !isClean(instruction.value) else { return }
    place.checksOperands = false
    visit(instruction)
    place.checksOperands = true
  }

  /// Whether the result of a marked instruction reaches an instruction of the program. The counters of
  /// coverage do not: their shadow would be loaded in vain.
  func reachesProgram(_ instruction: Instruction) -> Bool {
    var seen: Set<Value> = [instruction.value]
    var work = [instruction.value]
    while let value = work.popLast() {
      for user in value.users where user.isInstruction && seen.insert(user).inserted {
        let user = Instruction(user.ref)
        guard isMarked(user) else { return true }
        work.append(user.value)
      }
    }
    return false
  }
}
