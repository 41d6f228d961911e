// Inline assembly: its inputs are checked, the memory that it says it writes becomes initialized,
// and its results count as initialized. What it does to memory that it does not name is unknown.
//
// Memory outputs (`=*m`) come first among the operands; their sizes are in `elementtype`. Source:
// LLVM language reference, "Inline Asm Constraint String".

import CLLVM
import KMSANABI
import LLVMIR

extension FunctionInstrumenter {
  func visitInlineAssembly(_ call: Instruction) {
    defer { boundary.contextState.forget() }
    let outputs = Self.memoryOutputs(
      call.callee.assemblyConstraints, resultCount: Self.resultCount(call.type))
    let arguments = (0..<call.argumentCount).map { call.operand($0) }
    check(arguments.map { CheckedOperand($0) }, of: .assembly)
    for (index, output) in arguments.prefix(outputs).enumerated() {
      let attribute = call.attribute(module.kinds.elementType, parameter: index)
      guard output.type.isPointer, hasMetadata(output), let attribute else { continue }
      let type = Type(LLVMGetTypeAttributeValue(attribute))
      guard type.isSized else { continue }
      let size = module.word.constant(module.layout.storeSize(type))
      builder.call(module.hook(.instrumentAsmStore), [output, size])
    }
  }

  private static func resultCount(_ type: Type) -> Int {
    if type.isVoid { return 0 }
    return type.isStruct ? type.fields.count : 1
  }

  /// How many of the first operands are addresses that the assembly writes through.
  static func memoryOutputs(_ constraints: String, resultCount: Int) -> Int {
    let outputs = constraints.split(separator: ",").count { $0.hasPrefix("=") }
    return max(outputs - resultCount, 0)
  }
}
