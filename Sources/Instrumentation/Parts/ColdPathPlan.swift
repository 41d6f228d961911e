// The cold paths that a function will have: planned while its blocks are visited, and cut in afterwards, so that
// until then the control flow stays the application's.

import CLLVM
import LLVMIR

/// A place where control leaves the common path when `flag` is true.
struct ColdPath {
  /// The one-bit value; the path is cut in right behind it.
  let flag: Instruction
  let action: ColdAction
  let location: LLVMMetadataRef?
}

/// The planned paths of a function, each block's in the order of their flags.
struct ColdPathPlan {
  private var paths: [BasicBlock: [ColdPath]] = [:]

  /// Adds a path whose flag is the last instruction of the block so far.
  mutating func add(_ path: ColdPath, to block: BasicBlock) {
    paths[block, default: []].append(path)
  }

  /// The blocks with their paths, in the order of the blocks in `flow`.
  func inOrder(of flow: Dominators) -> [(block: BasicBlock, paths: [ColdPath])] {
    paths.sorted { (flow.index(of: $0.key) ?? Int.max) < (flow.index(of: $1.key) ?? Int.max) }
      .map { (block: $0.key, paths: $0.value) }
  }

  /// Traps when a flag does not stand in the block of its path, as before the paths are cut in.
  func checkInvariants() {
    for (block, paths) in paths {
      precondition(paths.allSatisfy { $0.flag.block == block }, "a flag stands in another block")
    }
  }
}
