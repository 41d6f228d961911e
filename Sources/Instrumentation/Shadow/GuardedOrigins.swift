// Origins that the common path hands on are read on cold paths, where look-ups are inlined.
//
//     br i1 %poisoned, label %cold, label %next        ; the shadow beside the origin has a bit set
//   next:
//     %o = phi i32 [ 0, %head ], [ what was read, %cold ]
//
// Finding an origin in place takes more instructions than the branch, which is foreseen.

import CLLVM
import LLVMIR

extension FunctionInstrumenter {
  /// Moves the reading of origins that are still used to cold paths: nobody asks for the origin of a
  /// clean shadow.
  func guardOriginLoads() {
    for (load, shadow) in originLoads where !load.value.users.isEmpty {
      let block = load.block
      builder.position(before: load)
      builder.setDebugLocation(nil)
      let flag = isPoisoned(shadow)
      guard flag.isInstruction, let last = load.previous else { continue }
      let head = splitHead(of: block, after: last)
      let cold = BasicBlock(
        LLVMInsertBasicBlockInContext(module.context.ref, block.ref, ""))
      builder.position(before: block.first ?? load)
      let phi = builder.phi(load.type)
      load.value.replaceAllUses(with: phi.value)
      LLVMInstructionRemoveFromParent(load.ref)
      builder.position(atEndOf: cold)
      builder.insert(load)
      builder.branch(block)
      builder.position(atEndOf: head)
      builder.branch(if: flag, cold, block).setMetadata(module.weightsKind, module.coldWeights)
      phi.addIncoming(load.type.zero, from: head)
      phi.addIncoming(load.value, from: cold)
    }
  }
}
