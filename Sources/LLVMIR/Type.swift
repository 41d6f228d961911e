// LLVM types as Swift values, with the sizes that a module's data layout gives them.
//
// It wraps only what the pass asks of a type. Source: llvm-c/Core.h and llvm-c/Target.h of LLVM 22.

import CLLVM

/// A type of LLVM IR. Two values are equal iff they are the same type of the same context.
public struct Type: Hashable {
  public let ref: LLVMTypeRef
  public init(_ ref: LLVMTypeRef) { self.ref = ref }

  public var kind: LLVMTypeKind { LLVMGetTypeKind(ref) }
  public var isInteger: Bool { kind == LLVMIntegerTypeKind }
  public var isPointer: Bool { kind == LLVMPointerTypeKind }
  public var isVoid: Bool { kind == LLVMVoidTypeKind }
  public var isVector: Bool { kind == LLVMVectorTypeKind || isScalableVector }
  public var isFixedVector: Bool { kind == LLVMVectorTypeKind }
  public var isScalableVector: Bool { kind == LLVMScalableVectorTypeKind }
  public var isStruct: Bool { kind == LLVMStructTypeKind }
  public var isArray: Bool { kind == LLVMArrayTypeKind }
  public var isAggregate: Bool { isStruct || isArray }
  public var isSized: Bool { LLVMTypeIsSized(ref) != 0 }

  /// Half, bfloat, float, double, x86_fp80, fp128, ppc_fp128.
  public var isFloatingPoint: Bool {
    switch kind {
    case LLVMHalfTypeKind, LLVMBFloatTypeKind, LLVMFloatTypeKind, LLVMDoubleTypeKind,
      LLVMX86_FP80TypeKind, LLVMFP128TypeKind, LLVMPPC_FP128TypeKind:
      true
    default: false
    }
  }

  /// Whether the size is known while compiling: sized, and no scalable vector inside.
  public var hasFixedSize: Bool {
    if !isSized || isScalableVector { return false }
    if kind == LLVMTargetExtTypeKind || kind == LLVMX86_AMXTypeKind { return false }
    if isStruct { return fields.allSatisfy(\.hasFixedSize) }
    return isArray ? element.hasFixedSize : true
  }

  /// The size in bytes as a 64-bit constant, which for scalable types is known only at run time.
  public var runtimeSize: Value { Value(LLVMSizeOf(ref)) }

  /// Bits of an integer type.
  public var integerWidth: Int { Int(LLVMGetIntTypeWidth(ref)) }
  /// The element type of an array or vector.
  public var element: Type { Type(LLVMGetElementType(ref)) }
  /// The scalar type: the element of a vector, the type itself otherwise.
  public var scalar: Type { isVector ? element : self }
  public var vectorCount: Int { Int(LLVMGetVectorSize(ref)) }
  public var arrayCount: Int { Int(LLVMGetArrayLength2(ref)) }
  public var pointerAddressSpace: Int { Int(LLVMGetPointerAddressSpace(ref)) }
  public var isPackedStruct: Bool { LLVMIsPackedStruct(ref) != 0 }

  /// The fields of a structure type.
  public var fields: [Type] {
    (0..<LLVMCountStructElementTypes(ref)).map { Type(LLVMStructGetTypeAtIndex(ref, $0)) }
  }

  // Function types.
  public var returnType: Type { Type(LLVMGetReturnType(ref)) }
  public var isVariadic: Bool { LLVMIsFunctionVarArg(ref) != 0 }
  public var parameterCount: Int { Int(LLVMCountParamTypes(ref)) }

  public var zero: Value { Value(LLVMConstNull(ref)) }
  public var allOnes: Value { Value(LLVMConstAllOnes(ref)) }
  public var poison: Value { Value(LLVMGetPoison(ref)) }

  /// An integer constant; `value` is sign-extended when the type is wider than 64 bits.
  public func constant(_ value: Int64) -> Value {
    Value(LLVMConstInt(ref, UInt64(bitPattern: value), 1))
  }

  public func constant(_ value: Int) -> Value { constant(Int64(value)) }
}

/// An LLVM context: types and constants belong to one.
public struct Context {
  public let ref: LLVMContextRef
  public init(_ ref: LLVMContextRef) { self.ref = ref }

  public func integer(_ width: Int) -> Type { Type(LLVMIntTypeInContext(ref, UInt32(width))) }
  public var pointer: Type { Type(LLVMPointerTypeInContext(ref, 0)) }
  public var void: Type { Type(LLVMVoidTypeInContext(ref)) }
  public var metadata: Type { Type(LLVMMetadataTypeInContext(ref)) }

  public func structure(_ fields: [Type], packed: Bool = false) -> Type {
    var refs: [LLVMTypeRef?] = fields.map(\.ref)
    return Type(LLVMStructTypeInContext(ref, &refs, UInt32(refs.count), packed ? 1 : 0))
  }

  public func array(_ element: Type, count: Int) -> Type {
    Type(LLVMArrayType2(element.ref, UInt64(count)))
  }

  /// A vector type shaped like `model`, fixed or scalable, with other elements.
  public func vector(of element: Type, like model: Type) -> Type {
    model.isScalableVector
      ? Type(LLVMScalableVectorType(element.ref, UInt32(model.vectorCount)))
      : Type(LLVMVectorType(element.ref, UInt32(model.vectorCount)))
  }

  /// A vector type with so many elements.
  public func vector(of element: Type, count: Int) -> Type {
    Type(LLVMVectorType(element.ref, UInt32(count)))
  }

  public func function(_ result: Type, _ parameters: [Type], variadic: Bool = false) -> Type {
    var refs: [LLVMTypeRef?] = parameters.map(\.ref)
    return Type(LLVMFunctionType(result.ref, &refs, UInt32(refs.count), variadic ? 1 : 0))
  }

  /// The number of a metadata kind.
  public func metadataKind(_ name: String) -> UInt32 {
    LLVMGetMDKindIDInContext(ref, name, UInt32(name.utf8.count))
  }

  /// An attribute without a value.
  public func attribute(_ name: StaticString, value: UInt64 = 0) -> LLVMAttributeRef {
    LLVMCreateEnumAttribute(ref, AttributeKind(name).id, value)
  }
}

/// The number of an enumeration attribute.
public struct AttributeKind: Sendable {
  public let id: UInt32
  public init(_ name: StaticString) {
    id = name.withUTF8Buffer { buffer in
      buffer.withMemoryRebound(to: CChar.self) {
        LLVMGetEnumAttributeKindForName($0.baseAddress, $0.count)
      }
    }
  }
}

/// Sizes in bytes under a module's data layout.
public struct DataLayout {
  public let ref: LLVMTargetDataRef
  public init(_ ref: LLVMTargetDataRef) { self.ref = ref }

  // Sizes are reckoned modulo 2^64, as LLVM does with types that are larger than any memory.

  /// Bytes between two array elements of the type.
  public func allocationSize(_ type: Type) -> Int {
    Int(truncatingIfNeeded: LLVMABISizeOfType(ref, type.ref))
  }
  /// Bytes that a store of the type may write.
  public func storeSize(_ type: Type) -> Int {
    Int(truncatingIfNeeded: LLVMStoreSizeOfType(ref, type.ref))
  }
  public func sizeInBits(_ type: Type) -> Int {
    Int(truncatingIfNeeded: LLVMSizeOfTypeInBits(ref, type.ref))
  }
  public func alignment(_ type: Type) -> Int { Int(LLVMABIAlignmentOfType(ref, type.ref)) }
  public var pointerSize: Int { Int(LLVMPointerSize(ref)) }
  public func offset(ofField index: Int, in type: Type) -> Int {
    Int(truncatingIfNeeded: LLVMOffsetOfElement(ref, type.ref, UInt32(index)))
  }
}
