// Instructions, and the accessors that one kind of instruction has.
//
// Source: llvm-c/Core.h of LLVM 22.

import CLLVM

/// An instruction.
public struct Instruction: Hashable {
  public let ref: LLVMValueRef
  public init(_ ref: LLVMValueRef) { self.ref = ref }

  public var value: Value { Value(ref) }
  public var type: Type { Type(LLVMTypeOf(ref)) }
  public var opcode: LLVMOpcode { LLVMGetInstructionOpcode(ref) }
  public var block: BasicBlock { BasicBlock(LLVMGetInstructionParent(ref)) }
  public var next: Instruction? { LLVMGetNextInstruction(ref).map(Instruction.init) }
  public var previous: Instruction? { LLVMGetPreviousInstruction(ref).map(Instruction.init) }
  public var isTerminator: Bool { LLVMIsATerminatorInst(ref) != nil }
  public var isPhi: Bool { opcode == LLVMPHI }
  public var operandCount: Int { Int(LLVMGetNumOperands(ref)) }
  public func operand(_ index: Int) -> Value { Value(LLVMGetOperand(ref, UInt32(index))) }
  public func setOperand(_ index: Int, _ value: Value) {
    LLVMSetOperand(ref, UInt32(index), value.ref)
  }
  public var hasUses: Bool { LLVMGetFirstUse(ref) != nil }
  public func erase() { LLVMInstructionEraseFromParent(ref) }

  public func hasMetadata(_ kind: UInt32) -> Bool { LLVMGetMetadata(ref, kind) != nil }
  public func setMetadata(_ kind: UInt32, _ node: Value) { LLVMSetMetadata(ref, kind, node.ref) }
  public var debugLocation: LLVMMetadataRef? {
    get { LLVMInstructionGetDebugLoc(ref) }
    nonmutating set { LLVMInstructionSetDebugLoc(ref, newValue) }
  }

  /// Bytes, of a load, store, alloca or atomic operation; at most `alignmentMax` is told. LLVM-C
  /// returns 0 for the largest alignment that IR can express, which the optimizer gives to accesses
  /// of null.
  public var alignment: Int {
    get {
      let told = Int(LLVMGetAlignment(ref))
      return told == 0 ? Self.alignmentMax : min(told, Self.alignmentMax)
    }
    nonmutating set { LLVMSetAlignment(ref, UInt32(newValue)) }
  }

  /// The widest alignment that matters to shadow code, in bytes.
  static let alignmentMax = 64

  // Atomics.
  public var ordering: LLVMAtomicOrdering {
    get { LLVMGetOrdering(ref) }
    nonmutating set { LLVMSetOrdering(ref, newValue) }
  }
  public var isAtomic: Bool { LLVMIsAtomic(ref) != 0 }
  public var successOrdering: LLVMAtomicOrdering {
    get { LLVMGetCmpXchgSuccessOrdering(ref) }
    nonmutating set { LLVMSetCmpXchgSuccessOrdering(ref, newValue) }
  }
  public var readModifyWriteOperation: LLVMAtomicRMWBinOp { LLVMGetAtomicRMWBinOp(ref) }

  // Comparisons.
  public var integerPredicate: LLVMIntPredicate { LLVMGetICmpPredicate(ref) }

  // Allocas.
  public var allocatedType: Type { Type(LLVMGetAllocatedType(ref)) }

  // Phis.
  public var incoming: [(value: Value, block: BasicBlock)] {
    (0..<LLVMCountIncoming(ref)).map {
      (Value(LLVMGetIncomingValue(ref, $0)), BasicBlock(LLVMGetIncomingBlock(ref, $0)))
    }
  }
  public func addIncoming(_ value: Value, from block: BasicBlock) {
    var values: [LLVMValueRef?] = [value.ref]
    var blocks: [LLVMBasicBlockRef?] = [block.ref]
    LLVMAddIncoming(ref, &values, &blocks, 1)
  }

  // Aggregates and shuffles.
  public var indices: [Int] {
    let count = Int(LLVMGetNumIndices(ref))
    guard count > 0, let start = LLVMGetIndices(ref) else { return [] }
    return (0..<count).map { Int(start[$0]) }
  }
  public var shuffleMask: [Int32] {
    (0..<LLVMGetNumMaskElements(ref)).map { LLVMGetMaskValue(ref, $0) }
  }

  // Getelementptr.
  public var sourceElementType: Type { Type(LLVMGetGEPSourceElementType(ref)) }
}

// Calls, invokes and callbrs.
extension Instruction {
  public var isCall: Bool {
    opcode == LLVMCall || opcode == LLVMInvoke || opcode == LLVMCallBr
  }
  public var callee: Value { Value(LLVMGetCalledValue(ref)) }
  public var calledFunctionType: Type { Type(LLVMGetCalledFunctionType(ref)) }
  public var argumentCount: Int { Int(LLVMGetNumArgOperands(ref)) }
  /// The number of the calling convention.
  public var callingConvention: UInt32 { LLVMGetInstructionCallConv(ref) }
  public var isMustTail: Bool {
    opcode == LLVMCall && LLVMGetTailCallKind(ref) == LLVMTailCallKindMustTail
  }
  public func makeNotTail() { LLVMSetTailCallKind(ref, LLVMTailCallKindNone) }
  public var isTail: Bool {
    opcode == LLVMCall && LLVMGetTailCallKind(ref) == LLVMTailCallKindTail
  }

  /// The attribute of an argument (or of the result, `index` nil), at the call or at the callee.
  public func attribute(_ kind: AttributeKind, parameter index: Int?) -> LLVMAttributeRef? {
    if let own = LLVMGetCallSiteEnumAttribute(ref, Function.attributeIndex(index), kind.id) {
      return own
    }
    guard let function = callee.asFunction, function.type == calledFunctionType else { return nil }
    return function.attribute(kind, parameter: index)
  }
  public func has(_ kind: AttributeKind) -> Bool {
    LLVMGetCallSiteEnumAttribute(ref, Function.functionIndex, kind.id) != nil
  }
  public func add(_ attribute: LLVMAttributeRef) {
    LLVMAddCallSiteAttribute(ref, Function.functionIndex, attribute)
  }
  /// Adds an attribute to an argument.
  public func add(_ attribute: LLVMAttributeRef, parameter index: Int) {
    LLVMAddCallSiteAttribute(ref, Function.attributeIndex(index), attribute)
  }
  public func remove(_ kind: AttributeKind) {
    LLVMRemoveCallSiteEnumAttribute(ref, Function.functionIndex, kind.id)
  }
  public func removeStringAttribute(_ name: String) {
    LLVMRemoveCallSiteStringAttribute(ref, Function.functionIndex, name, UInt32(name.utf8.count))
  }
}

// Inline assembly.
extension Value {
  public var assemblyConstraints: String {
    var length = 0
    guard let text = LLVMGetInlineAsmConstraintString(ref, &length) else { return "" }
    return String(decoding: UnsafeRawBufferPointer(start: text, count: length), as: UTF8.self)
  }
}

extension Value {
  /// The text of inline assembly.
  public var assemblyText: String {
    var length = 0
    guard let text = LLVMGetInlineAsmAsmString(ref, &length) else { return "" }
    return String(decoding: UnsafeRawBufferPointer(start: text, count: length), as: UTF8.self)
  }
}
