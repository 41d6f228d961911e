// Debug information: the variables and types that describe values, and locations in functions that are
// only there to carry a name.
//
// LLVM-C has accessors for few members of these nodes; the others are read as operands of metadata.
// Source: LLVM 22, llvm/IR/DebugInfoMetadata.h (the order of operands); DWARF 5 (tags).

import CLLVM

/// A node of the debug information: a variable, a type, a function.
public struct DebugNode: Hashable {
  public let ref: LLVMMetadataRef
  let context: Context

  public init(_ ref: LLVMMetadataRef, in context: Context) {
    self.ref = ref
    self.context = context
  }

  public static func == (a: DebugNode, b: DebugNode) -> Bool { a.ref == b.ref }
  public func hash(into hasher: inout Hasher) { hasher.combine(ref) }

  /// What kind of entry it is in DWARF.
  public enum Tag: UInt16 {
    case array = 0x01
    case classType = 0x02
    case enumeration = 0x04
    case member = 0x0D
    case pointer = 0x0F
    case structure = 0x13
    case subroutine = 0x15
    case typedef = 0x16
    case union = 0x17
    case base = 0x24
    case const = 0x26
    case volatile = 0x35
    case restrict = 0x37
    case atomic = 0x47
  }
  public var tag: Tag? { Tag(rawValue: LLVMGetDINodeTag(ref)) }

  /// Operands of nodes, by their place.
  private enum Place {
    static let variableName = 1
    static let scopeOfBlock = 1
    static let typeOrFunctionName = 2
    static let variableType = 3
    static let functionType = 4
    static let unit = 5
    static let baseType = 5
    static let elements = 6
  }

  /// The name of a local or global variable.
  public var variableName: String? { string(Place.variableName) }
  /// The type of a local or global variable.
  public var variableType: DebugNode? { operand(Place.variableType) }
  /// The name of a type, a member or a function.
  public var name: String? { string(Place.typeOrFunctionName) }
  /// What a pointer points to, what a typedef stands for, the type of a member or of an element.
  public var baseType: DebugNode? {
    kind == LLVMDIDerivedTypeMetadataKind || kind == LLVMDICompositeTypeMetadataKind
      ? operand(Place.baseType) : nil
  }
  /// The members of a structure or union, the bounds of an array.
  public var elements: [DebugNode] {
    guard kind == LLVMDICompositeTypeMetadataKind, let list = operand(Place.elements) else {
      return []
    }
    return list.operands.compactMap { $0 }
  }
  /// The result of a function; nil for none.
  public var resultType: DebugNode? {
    guard kind == LLVMDISubprogramMetadataKind, let type = operand(Place.functionType) else {
      return nil
    }
    return type.operands.lazy.compactMap { $0 }.last { $0.kind == LLVMMDTupleMetadataKind }?
      .operands.first ?? nil
  }
  /// Bits of a type or member.
  public var sizeInBits: Int { Int(clamping: LLVMDITypeGetSizeInBits(ref)) }
  /// Where a member starts in its structure, in bits.
  public var offsetInBits: Int { Int(clamping: LLVMDITypeGetOffsetInBits(ref)) }

  private var kind: Int { Int(LLVMGetMetadataKind(ref)) }

  /// The function that a variable, a block or a function itself belongs to.
  public var enclosingFunction: DebugNode? {
    var current: DebugNode? =
      kind == LLVMDILocalVariableMetadataKind
      ? LLVMDIVariableGetScope(ref).map { DebugNode($0, in: context) } : self
    // Blocks are nested less deeply than this.
    for _ in 0..<256 {
      guard let scope = current else { return nil }
      if scope.kind == LLVMDISubprogramMetadataKind { return scope }
      current = scope.operand(Place.scopeOfBlock)
    }
    return nil
  }

  /// The compilation unit of a function.
  public var unit: DebugNode? {
    kind == LLVMDISubprogramMetadataKind ? operand(Place.unit) : nil
  }

  fileprivate func replaceUnit(with unit: DebugNode) {
    LLVMReplaceMDNodeOperandWith(value, UInt32(Place.unit), unit.ref)
  }

  private var value: LLVMValueRef { LLVMMetadataAsValue(context.ref, ref) }

  private var operandRefs: [LLVMValueRef?] {
    let value = value
    var refs = [LLVMValueRef?](repeating: nil, count: Int(LLVMGetMDNodeNumOperands(value)))
    LLVMGetMDNodeOperands(value, &refs)
    return refs
  }

  private var operands: [DebugNode?] { operandRefs.map(node) }

  private func operand(_ index: Int) -> DebugNode? {
    let refs = operandRefs
    return index < refs.count ? node(refs[index]) : nil
  }

  private func node(_ operand: LLVMValueRef?) -> DebugNode? {
    guard let operand, LLVMIsAMDNode(operand) != nil else { return nil }
    return LLVMValueAsMetadata(operand).map { DebugNode($0, in: context) }
  }

  private func string(_ index: Int) -> String? {
    let refs = operandRefs
    var length: UInt32 = 0
    guard index < refs.count, let operand = refs[index], LLVMIsAMDString(operand) != nil,
      let text = LLVMGetMDString(operand, &length), length > 0
    else { return nil }
    return String(
      decoding: UnsafeRawBufferPointer(start: text, count: Int(length)), as: UTF8.self)
  }
}

// MARK: - What describes values

/// A statement that a variable has a value from here on, or lies in memory.
public struct DebugRecord {
  /// The value, or the address of a variable in memory.
  public let value: Value?
  public let variable: DebugNode
  /// Whether the variable lies in memory, at the value.
  public let isDeclaration: Bool
  /// Whether the value is all of the variable, unchanged.
  public let isWhole: Bool
  /// Where the source declares the variable.
  public let location: LLVMMetadataRef?
}

/// How a record's value relates to its variable; there is one expression of each kind.
public struct DebugExpressions {
  /// The value is the variable.
  let whole: LLVMMetadataRef?
  /// The value is where the variable lies, as Swift says of locals.
  let inMemory: LLVMMetadataRef?
}

extension Instruction {
  /// The records in front of the instruction that are about variables.
  public func debugRecords(
    in context: Context, _ expressions: DebugExpressions
  ) -> [DebugRecord] {
    var result: [DebugRecord] = []
    var next = LLVMGetFirstDbgRecord(ref)
    while let record = next {
      next = LLVMGetNextDbgRecord(record)
      let kind = LLVMDbgRecordGetKind(record)
      guard kind != LLVMDbgRecordLabel,
        let variable = LLVMDbgVariableRecordGetVariable(record)
      else { continue }
      let expression = LLVMDbgVariableRecordGetExpression(record)
      let isInMemory = kind == LLVMDbgRecordValue && expression == expressions.inMemory
      // Of an assignment, the value is what is stored, and the address is not told.
      let value = kind == LLVMDbgRecordAssign ? nil : LLVMDbgVariableRecordGetValue(record, 0)
      result.append(
        DebugRecord(
          value: Value(value), variable: DebugNode(variable, in: context),
          isDeclaration: kind == LLVMDbgRecordDeclare || isInMemory,
          isWhole: isInMemory || expression == expressions.whole,
          location: LLVMDbgRecordGetDebugLoc(record)))
    }
    return result
  }
}

extension Function {
  /// The function in the debug information.
  public func subprogram(in context: Context) -> DebugNode? {
    LLVMGetSubprogram(ref).map { DebugNode($0, in: context) }
  }
}

extension Value {
  /// The variable in the debug information that a global variable is.
  public func debugVariable(in context: Context) -> DebugNode? {
    guard isGlobalVariable else { return nil }
    var count = 0
    guard let entries = LLVMGlobalCopyAllMetadata(ref, &count) else { return nil }
    defer { LLVMDisposeValueMetadataEntries(entries) }
    for index in 0..<UInt32(count) {
      guard let node = LLVMValueMetadataEntriesGetMetadata(entries, index),
        let variable = LLVMDIGlobalVariableExpressionGetVariable(node)
      else { continue }
      return DebugNode(variable, in: context)
    }
    return nil
  }
}

// MARK: - Names at locations

/// Makes functions that exist in debug information only: what is placed in them looks inlined.
public final class DebugBuilder {
  private let ref: LLVMDIBuilderRef
  private let context: Context
  private let noType: LLVMMetadataRef?
  /// The expression without operations.
  public let expressions: DebugExpressions

  public init(_ module: Module) {
    context = module.context
    ref = LLVMCreateDIBuilder(module.ref)
    noType = LLVMDIBuilderCreateSubroutineType(ref, nil, nil, 0, LLVMDIFlagZero)
    var dereference: UInt64 = 6  // DW_OP_deref
    expressions = DebugExpressions(
      whole: LLVMDIBuilderCreateExpression(ref, nil, 0),
      inMemory: LLVMDIBuilderCreateExpression(ref, &dereference, 1))
  }
  deinit { LLVMDisposeDIBuilder(ref) }

  /// An artificial function in the file and the unit of another one.
  public func function(named name: String, beside model: DebugNode) -> DebugNode? {
    guard let unit = model.unit else { return nil }
    let file = LLVMDIScopeGetFile(model.ref)
    let node = LLVMDIBuilderCreateFunction(
      ref, file, name, name.utf8.count, nil, 0, file, 0, noType, 1, 1, 0, LLVMDIFlagArtificial, 1)
    guard let node else { return nil }
    let function = DebugNode(node, in: context)
    // The builder knows only a unit that it made itself, and every definition needs one.
    function.replaceUnit(with: unit)
    return function
  }

  /// A place in `function` that was inlined at `location`, at the same line.
  public func location(
    in function: DebugNode, inlinedAt location: LLVMMetadataRef
  ) -> LLVMMetadataRef? {
    LLVMDIBuilderCreateDebugLocation(
      context.ref, LLVMDILocationGetLine(location), LLVMDILocationGetColumn(location),
      function.ref, location)
  }
}
