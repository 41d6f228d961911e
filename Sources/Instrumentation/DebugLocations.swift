// The debug location of what is emitted for an instruction that has none.
//
// LLVM's passes make instructions without a location, as the loop vectorizer does for the tests in front
// of its loops. A report about one of them still has to name a place, and a call without a location is not
// allowed where the callee may be inlined.

import CLLVM
import LLVMIR

/// Finds locations while the instructions of a function are visited in order.
struct DebugLocations {
  /// The line of the function; nil when the function has no debug information.
  private let ofFunction: LLVMMetadataRef?
  /// That of the last instruction of this block that has one.
  private var latest: LLVMMetadataRef?

  init(_ function: Function, in context: Context) {
    ofFunction = LLVMGetSubprogram(function.ref).flatMap {
      LLVMDIBuilderCreateDebugLocation(context.ref, LLVMDISubprogramGetLine($0), 0, $0, nil)
    }
  }

  /// Begins with the instructions of another block.
  mutating func enterBlock() { latest = nil }

  /// The instruction's own location; else that of a value that it uses; else that of what stands before it
  /// in its block; else the function's line.
  mutating func location(for instruction: Instruction) -> LLVMMetadataRef? {
    guard let ofFunction else { return nil }
    if let own = instruction.debugLocation {
      latest = own
      return own
    }
    for index in 0..<instruction.operandCount {
      let operand = instruction.operand(index)
      guard operand.isInstruction else { continue }
      if let location = Instruction(operand.ref).debugLocation { return location }
    }
    return latest ?? ofFunction
  }
}
