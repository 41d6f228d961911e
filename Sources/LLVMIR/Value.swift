// LLVM values: constants, arguments, functions, instructions.
//
// It wraps only what the pass asks. Source: llvm-c/Core.h of LLVM 22.

import CLLVM

/// A value of LLVM IR. Equal values are the same object.
public struct Value: Hashable {
  public let ref: LLVMValueRef
  public init(_ ref: LLVMValueRef) { self.ref = ref }
  public init?(_ ref: LLVMValueRef?) {
    guard let ref else { return nil }
    self.ref = ref
  }

  public var type: Type { Type(LLVMTypeOf(ref)) }
  public var isConstant: Bool { LLVMIsConstant(ref) != 0 }
  public var isNull: Bool { LLVMIsNull(ref) != 0 }
  public var isUndef: Bool { LLVMIsUndef(ref) != 0 }
  public var isPoison: Bool { LLVMIsPoison(ref) != 0 }
  public var isArgument: Bool { LLVMIsAArgument(ref) != nil }
  public var isInstruction: Bool { LLVMIsAInstruction(ref) != nil }
  public var isInlineAssembly: Bool { LLVMIsAInlineAsm(ref) != nil }
  public var isConstantInteger: Bool { LLVMIsAConstantInt(ref) != nil }
  public var isGlobalVariable: Bool { LLVMIsAGlobalVariable(ref) != nil }
  public var isConstantExpression: Bool { LLVMIsAConstantExpr(ref) != nil }
  public var isAlloca: Bool { LLVMIsAAllocaInst(ref) != nil }
  public var asFunction: Function? { LLVMIsAFunction(ref).map(Function.init) }

  /// The value of an integer constant of at most 64 bits, zero-extended.
  public var integer: UInt64? {
    guard isConstantInteger, LLVMGetIntTypeWidth(LLVMTypeOf(ref)) <= 64 else { return nil }
    return LLVMConstIntGetZExtValue(ref)
  }

  /// The value of an integer constant of at most 64 bits, sign-extended.
  public var signedInteger: Int? {
    guard isConstantInteger, LLVMGetIntTypeWidth(LLVMTypeOf(ref)) <= 64 else { return nil }
    return Int(LLVMConstIntGetSExtValue(ref))
  }

  public var name: String {
    get {
      var length = 0
      guard let text = LLVMGetValueName2(ref, &length), length > 0 else { return "" }
      return String(
        decoding: UnsafeRawBufferPointer(start: text, count: length), as: UTF8.self)
    }
    nonmutating set { LLVMSetValueName2(ref, newValue, newValue.utf8.count) }
  }

  /// The constant vector of these elements, of which there is at least one.
  public static func vector(_ elements: [Value]) -> Value {
    var refs: [LLVMValueRef?] = elements.map(\.ref)
    return Value(LLVMConstVector(&refs, UInt32(refs.count)))
  }

  public var hasUses: Bool { LLVMGetFirstUse(ref) != nil }

  /// The users of this value, each as often as it uses it.
  public var users: [Value] {
    var result: [Value] = []
    var use = LLVMGetFirstUse(ref)
    while let current = use {
      result.append(Value(LLVMGetUser(current)))
      use = LLVMGetNextUse(current)
    }
    return result
  }

  public func replaceAllUses(with other: Value) { LLVMReplaceAllUsesWith(ref, other.ref) }

  public var operandCount: Int { Int(LLVMGetNumOperands(ref)) }
  public func operand(_ index: Int) -> Value { Value(LLVMGetOperand(ref, UInt32(index))) }

  /// The value as LLVM prints it.
  public var text: String {
    guard let raw = LLVMPrintValueToString(ref) else { return "" }
    defer { LLVMDisposeMessage(raw) }
    return String(cString: raw)
  }

  // Globals.
  /// The declared alignment in bytes, 0 when there is none.
  public var globalAlignment: Int { Int(LLVMGetAlignment(ref)) }
  public var isGlobalConstant: Bool { LLVMIsGlobalConstant(ref) != 0 }
  public var linkage: LLVMLinkage { LLVMGetLinkage(ref) }
}

/// A function.
public struct Function: Hashable {
  public let ref: LLVMValueRef
  public init(_ ref: LLVMValueRef) { self.ref = ref }

  public var value: Value { Value(ref) }
  public var name: String { value.name }
  public var type: Type { Type(LLVMGlobalGetValueType(ref)) }
  public var isDeclaration: Bool { LLVMIsDeclaration(ref) != 0 }
  /// The number of the calling convention.
  public var callingConvention: UInt32 { LLVMGetFunctionCallConv(ref) }
  public var intrinsic: UInt32 { LLVMGetIntrinsicID(ref) }
  public var entry: BasicBlock { BasicBlock(LLVMGetEntryBasicBlock(ref)) }
  public var parameters: [Value] {
    (0..<LLVMCountParams(ref)).map { Value(LLVMGetParam(ref, $0)) }
  }

  /// The blocks in the order in which they stand.
  public var blocks: [BasicBlock] {
    var result: [BasicBlock] = []
    result.reserveCapacity(Int(LLVMCountBasicBlocks(ref)))
    var block = LLVMGetFirstBasicBlock(ref)
    while let current = block {
      result.append(BasicBlock(current))
      block = LLVMGetNextBasicBlock(current)
    }
    return result
  }

  public func has(_ kind: AttributeKind) -> Bool {
    LLVMGetEnumAttributeAtIndex(ref, Self.functionIndex, kind.id) != nil
  }
  public func remove(_ kind: AttributeKind) {
    LLVMRemoveEnumAttributeAtIndex(ref, Self.functionIndex, kind.id)
  }
  public func add(_ attribute: LLVMAttributeRef) {
    LLVMAddAttributeAtIndex(ref, Self.functionIndex, attribute)
  }
  /// Whether a string attribute of the function holds `fragment`.
  public func stringAttribute(_ name: String) -> String? {
    guard
      let attribute = LLVMGetStringAttributeAtIndex(
        ref, Self.functionIndex, name, UInt32(name.utf8.count))
    else { return nil }
    var length: UInt32 = 0
    guard let text = LLVMGetStringAttributeValue(attribute, &length) else { return nil }
    return String(
      decoding: UnsafeRawBufferPointer(start: text, count: Int(length)), as: UTF8.self)
  }
  /// An attribute of the parameter (`index` from 0), or of the result (`index` nil).
  public func attribute(_ kind: AttributeKind, parameter index: Int?) -> LLVMAttributeRef? {
    LLVMGetEnumAttributeAtIndex(ref, Self.attributeIndex(index), kind.id)
  }

  static let functionIndex = LLVMAttributeIndex(bitPattern: Int32(LLVMAttributeFunctionIndex))
  static func attributeIndex(_ parameter: Int?) -> LLVMAttributeIndex {
    parameter.map { LLVMAttributeIndex($0 + 1) } ?? 0
  }
}

/// A basic block.
public struct BasicBlock: Hashable {
  public let ref: LLVMBasicBlockRef
  public init(_ ref: LLVMBasicBlockRef) { self.ref = ref }

  public var value: Value { Value(LLVMBasicBlockAsValue(ref)) }
  public var function: Function { Function(LLVMGetBasicBlockParent(ref)) }
  public var terminator: Instruction? {
    LLVMGetBasicBlockTerminator(ref).map(Instruction.init)
  }
  public var first: Instruction? { LLVMGetFirstInstruction(ref).map(Instruction.init) }

  /// The instructions in order; a copy, so that the block may change meanwhile.
  public var instructions: [Instruction] {
    var result: [Instruction] = []
    var instruction = LLVMGetFirstInstruction(ref)
    while let current = instruction {
      result.append(Instruction(current))
      instruction = LLVMGetNextInstruction(current)
    }
    return result
  }

  public var successors: [BasicBlock] {
    guard let terminator = LLVMGetBasicBlockTerminator(ref) else { return [] }
    return (0..<LLVMGetNumSuccessors(terminator)).map {
      BasicBlock(LLVMGetSuccessor(terminator, $0))
    }
  }
}
