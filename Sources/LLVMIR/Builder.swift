// Inserts instructions. LLVM folds constants; the pass's own builder
// (Instrumentation/IRShadowBuilder) adds the identities that keep shadow code small.
//
// Source: llvm-c/Core.h of LLVM 22.

import CLLVM

/// Inserts instructions before a position.
public final class Builder {
  public let ref: LLVMBuilderRef
  public let context: Context

  public init(_ context: Context) {
    self.context = context
    ref = LLVMCreateBuilderInContext(context.ref)
  }
  deinit { LLVMDisposeBuilder(ref) }

  /// Continues before `instruction`, with its debug location.
  public func position(before instruction: Instruction) {
    LLVMPositionBuilderBeforeInstrAndDbgRecords(ref, instruction.ref)
    LLVMSetCurrentDebugLocation2(ref, instruction.debugLocation)
  }
  public func position(atEndOf block: BasicBlock) { LLVMPositionBuilderAtEnd(ref, block.ref) }
  public func setDebugLocation(_ location: LLVMMetadataRef?) {
    LLVMSetCurrentDebugLocation2(ref, location)
  }
  public var block: BasicBlock { BasicBlock(LLVMGetInsertBlock(ref)) }

  public func binary(_ opcode: LLVMOpcode, _ a: Value, _ b: Value) -> Value {
    Value(LLVMBuildBinOp(ref, opcode, a.ref, b.ref, ""))
  }
  public func compare(_ predicate: LLVMIntPredicate, _ a: Value, _ b: Value) -> Value {
    Value(LLVMBuildICmp(ref, predicate, a.ref, b.ref, ""))
  }
  public func select(_ condition: Value, _ a: Value, _ b: Value) -> Value {
    Value(LLVMBuildSelect(ref, condition.ref, a.ref, b.ref, ""))
  }
  public func cast(_ opcode: LLVMOpcode, _ value: Value, to type: Type) -> Value {
    value.type == type ? value : Value(LLVMBuildCast(ref, opcode, value.ref, type.ref, ""))
  }
  public func load(_ type: Type, _ pointer: Value, alignment: Int) -> Instruction {
    let load = Instruction(LLVMBuildLoad2(ref, type.ref, pointer.ref, ""))
    load.alignment = alignment
    return load
  }
  @discardableResult
  public func store(_ value: Value, _ pointer: Value, alignment: Int) -> Instruction {
    let store = Instruction(LLVMBuildStore(ref, value.ref, pointer.ref))
    store.alignment = alignment
    return store
  }
  /// `pointer` plus a number of bytes.
  public func offset(_ pointer: Value, _ bytes: Value) -> Value {
    if bytes.isNull { return pointer }
    var index: [LLVMValueRef?] = [bytes.ref]
    return Value(
      LLVMBuildGEP2(ref, context.integer(8).ref, pointer.ref, &index, 1, ""))
  }
  public func offset(_ pointer: Value, _ bytes: Int) -> Value {
    offset(pointer, context.integer(64).constant(bytes))
  }
  @discardableResult
  public func call(_ function: Function, _ arguments: [Value]) -> Instruction {
    call(function.type, function.value, arguments)
  }
  public func call(_ type: Type, _ callee: Value, _ arguments: [Value]) -> Instruction {
    var refs: [LLVMValueRef?] = arguments.map(\.ref)
    return Instruction(
      LLVMBuildCall2(ref, type.ref, callee.ref, &refs, UInt32(refs.count), ""))
  }
  public func phi(_ type: Type) -> Instruction { Instruction(LLVMBuildPhi(ref, type.ref, "")) }
  public func alloca(_ type: Type, count: Value) -> Instruction {
    Instruction(LLVMBuildArrayAlloca(ref, type.ref, count.ref, ""))
  }
  @discardableResult
  public func branch(_ block: BasicBlock) -> Instruction {
    Instruction(LLVMBuildBr(ref, block.ref))
  }
  @discardableResult
  public func branch(if condition: Value, _ yes: BasicBlock, _ no: BasicBlock) -> Instruction {
    Instruction(LLVMBuildCondBr(ref, condition.ref, yes.ref, no.ref))
  }
  public func extract(_ aggregate: Value, _ index: Int) -> Value {
    Value(LLVMBuildExtractValue(ref, aggregate.ref, UInt32(index), ""))
  }
  public func insert(_ element: Value, into aggregate: Value, _ index: Int) -> Value {
    Value(LLVMBuildInsertValue(ref, aggregate.ref, element.ref, UInt32(index), ""))
  }
  public func extractElement(_ vector: Value, _ index: Value) -> Value {
    Value(LLVMBuildExtractElement(ref, vector.ref, index.ref, ""))
  }
  public func insertElement(_ element: Value, into vector: Value, _ index: Value) -> Value {
    Value(LLVMBuildInsertElement(ref, vector.ref, element.ref, index.ref, ""))
  }
  public func shuffle(_ a: Value, _ b: Value, mask: Value) -> Value {
    Value(LLVMBuildShuffleVector(ref, a.ref, b.ref, mask.ref, ""))
  }
  /// Assembly without operands, which stays where it is.
  public func assembly(_ text: String, clobbers: String) {
    let type = LLVMFunctionType(LLVMVoidTypeInContext(context.ref), nil, 0, 0)
    let assembly = LLVMGetInlineAsm(
      type, text, text.utf8.count, clobbers, clobbers.utf8.count, 1, 0,
      LLVMInlineAsmDialectATT, 0)
    LLVMBuildCall2(ref, type, assembly, nil, 0, "")
  }
  /// Fills `size` bytes, uninstrumented.
  public func fill(_ pointer: Value, byte: Value, size: Value, alignment: Int) {
    LLVMBuildMemSet(ref, pointer.ref, byte.ref, size.ref, UInt32(alignment))
  }
  /// Copies `size` bytes, uninstrumented; the ranges do not overlap.
  public func copy(to: Value, from: Value, size: Value, alignment: Int) {
    LLVMBuildMemCpy(ref, to.ref, UInt32(alignment), from.ref, UInt32(alignment), size.ref)
  }
  /// Copies `size` bytes, uninstrumented; the ranges may overlap.
  public func move(to: Value, from: Value, size: Value, alignment: Int) {
    LLVMBuildMemMove(ref, to.ref, UInt32(alignment), from.ref, UInt32(alignment), size.ref)
  }
  /// Inserts an instruction that stands in no block, keeping its own name and debug location.
  public func insert(_ instruction: Instruction) {
    LLVMSetCurrentDebugLocation2(ref, nil)
    LLVMInsertIntoBuilderWithName(ref, instruction.ref, instruction.value.name)
  }
}

/// Intrinsics by name; LLVM does not keep their numbers stable.
public struct Intrinsic {
  /// The number of the intrinsic with this name (`llvm.…`, without type suffix).
  public static func id(_ name: String) -> UInt32 { LLVMLookupIntrinsicID(name, name.utf8.count) }

  /// The declaration of an intrinsic for the given overloaded types.
  public static func declaration(_ id: UInt32, in module: Module, _ types: [Type]) -> Function {
    var refs: [LLVMTypeRef?] = types.map(\.ref)
    return Function(LLVMGetIntrinsicDeclaration(module.ref, id, &refs, refs.count))
  }
}
