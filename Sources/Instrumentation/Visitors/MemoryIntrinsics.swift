// memcpy, memmove and memset become calls of the runtime, which moves the metadata too. Their
// addresses and lengths are used, so they are checked; LLVM's pass does not. The fill value of
// memset is not: its shadow cannot travel to the runtime, so what it fills counts as initialized (a
// documented miss).

import CLLVM
import KMSANABI
import LLVMIR

extension FunctionInstrumenter {
  func visitMemoryTransfer(_ call: Instruction, _ hook: RuntimeHook) {
    let (to, from, length) = (call.operand(0), call.operand(1), call.operand(2))
    guard hasMetadata(to), hasMetadata(from) else { return visitStrictly(call) }
    if options.lengthChecks {
      check(
        [
          CheckedOperand(to, as: "destination"), CheckedOperand(from, as: "source"),
          CheckedOperand(length, as: "length"),
        ], of: hook == .memcpy ? .copy : .move)
    }
    builder.call(module.hook(hook), [to, from, asWord(length)])
    call.erase()
  }

  func visitMemorySet(_ call: Instruction) {
    let (to, byte, length) = (call.operand(0), call.operand(1), call.operand(2))
    guard hasMetadata(to) else { return visitStrictly(call) }
    if options.lengthChecks {
      check(
        [CheckedOperand(to, as: "destination"), CheckedOperand(length, as: "length")], of: .fill)
    }
    let fill = builder.cast(LLVMZExt, byte, to: module.context.integer(32))
    builder.call(module.hook(.memset), [to, fill, asWord(length)])
    call.erase()
  }

  private func asWord(_ length: Value) -> Value {
    let isNarrow = length.type.integerWidth < module.word.integerWidth
    return builder.cast(isNarrow ? LLVMZExt : LLVMTrunc, length, to: module.word)
  }
}
