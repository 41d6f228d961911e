// An intrinsic of x86 as LLVM declares it, with immediates.

import CLLVM
import Instrumentation
import LLVMIR

/// A type of LLVM IR, as text.
struct VectorType: Hashable {
  let text: String
  /// The same with integers for floating point: the type of the shadow.
  let shadow: String
  let bits: Int

  init(_ type: Type) {
    let scalar = type.scalar
    let width =
      switch scalar.kind {
      case LLVMHalfTypeKind, LLVMBFloatTypeKind: 16
      case LLVMFloatTypeKind: 32
      case LLVMDoubleTypeKind: 64
      default: scalar.integerWidth
      }
    let lanes = type.isFixedVector ? type.vectorCount : 1
    bits = width * lanes
    shadow = type.isFixedVector ? "<\(lanes) x i\(width)>" : "i\(width)"
    text = String(cString: LLVMPrintTypeToString(type.ref))
  }
}

/// One intrinsic with values for its immediates.
struct VectorSubject {
  let name: String
  let flow: VectorFlow
  /// With the suffix of overloaded types.
  let declaredName: String
  let result: VectorType
  let parameters: [VectorType]
  /// By parameter; nil for operands that are no immediates.
  let immediates: [Int?]

  /// The operands that have a shadow.
  var operands: [Int] { immediates.indices.filter { immediates[$0] == nil } }

  var description: String {
    "\(name) \(immediates.compactMap { $0 })"
  }

  static let all: [VectorSubject] = {
    let context = LLVMContextCreate()
    guard let context, let ref = LLVMModuleCreateWithNameInContext("", context) else { return [] }
    let module = Module(ref)
    return X86Intrinsics.named.filter { Intrinsic.id($0.name) != 0 }.flatMap { name, flow in
      declarations(of: name, in: module).flatMap { function in
        subjects(name, flow, function)
      }
    }
  }()

  /// The intrinsic for some types that it may be overloaded with.
  private static func declarations(of name: String, in module: Module) -> [Function] {
    let id = Intrinsic.id(name)
    guard LLVMIntrinsicIsOverloaded(id) != 0 else {
      return [Intrinsic.declaration(id, in: module, [])]
    }
    let context = module.context
    func vector(_ count: Int, _ element: Type) -> Type { context.vector(of: element, count: count) }
    let (float, double) = (
      Type(LLVMFloatTypeInContext(context.ref)), Type(LLVMDoubleTypeInContext(context.ref))
    )
    let (word, long) = (context.integer(32), context.integer(64))
    let overloads =
      name.hasSuffix("itofp.round")
      ? [[vector(16, float), vector(16, word)], [vector(8, double), vector(8, long)]]
      : [[vector(16, word)], [vector(8, long)], [vector(4, float)], [vector(4, double)]]
    return overloads.map { Intrinsic.declaration(id, in: module, $0) }
  }

  private static func subjects(
    _ name: String, _ flow: VectorFlow, _ function: Function
  ) -> [VectorSubject] {
    let immarg = AttributeKind("immarg")
    let parameters = function.parameters.map { VectorType($0.type) }
    let positions = parameters.indices.filter { function.attribute(immarg, parameter: $0) != nil }
    return choices(name, count: positions.count).map { values in
      var immediates = [Int?](repeating: nil, count: parameters.count)
      for (position, value) in zip(positions, values) { immediates[position] = value }
      return VectorSubject(
        name: name, flow: flow, declaredName: function.name,
        result: VectorType(function.type.returnType), parameters: parameters,
        immediates: immediates)
    }
  }

  /// Values of the immediates. The last one of an instruction with a rounding mode is 4, the mode that
  /// is set.
  private static func choices(_ name: String, count: Int) -> [[Int]] {
    if count == 0 { return [[]] }
    let takesByte = [
      "pternlog", "insertps", "sse41.dp", "avx.dp", "extrq", "insertq", "fpclass", "dbpsadbw",
      "mpsadbw", "gf2p8", "keygen",
    ].contains { name.contains($0) }
    let takesNoMode = takesByte || name.contains("vcvtps2ph")
    let isWide = name.hasSuffix(".512") || !name.contains(".128") && !name.contains(".256")
    let isRounded = name.contains("avx512") && isWide && !takesNoMode
    let values = takesByte ? [0xCA, 0x71, 0x1B] : [0, 1, 2]
    if isRounded && count == 1 { return [[4]] }
    return values.map { value in
      // sse4a has two: a length and a position.
      Array(repeating: value & (count > 1 ? 0x1F : 0xFF), count: count - (isRounded ? 1 : 0))
        + (isRounded ? [4] : [])
    }
  }
}

extension VectorSubject {
  /// The names of x86's intrinsics, which LLVM numbers in turn.
  static let everyName: [String] = {
    var names: [String] = []
    var id: UInt32 = 1
    while true {
      var length = 0
      guard let text = LLVMIntrinsicGetName(id, &length) else { return names }
      let name = String(
        decoding: UnsafeRawBufferPointer(start: text, count: length), as: UTF8.self)
      if name.hasPrefix("llvm.x86.") {
        names.append(name)
      } else if !names.isEmpty {
        return names
      }
      id += 1
    }
  }()

  /// Whether an intrinsic has a vector among its operands or results, and touches no memory.
  static func isVectorArithmetic(_ name: String) throws -> Bool {
    let id = Intrinsic.id(name)
    if LLVMIntrinsicIsOverloaded(id) != 0 { return false }
    guard let context = LLVMContextCreate() else { return false }
    defer { LLVMContextDispose(context) }
    guard let ref = LLVMModuleCreateWithNameInContext("", context) else { return false }
    let module = Module(ref)
    defer { LLVMDisposeModule(ref) }
    let function = Intrinsic.declaration(id, in: module, [])
    let types = [function.type.returnType] + function.parameters.map(\.type)
    let isVector = types.contains { type in
      type.isFixedVector || (type.isStruct && type.fields.contains(where: \.isFixedVector))
    }
    let attribute = LLVMGetEnumAttributeAtIndex(
      function.ref, LLVMAttributeIndex(bitPattern: Int32(LLVMAttributeFunctionIndex)),
      AttributeKind("memory").id)
    return isVector && attribute.map { LLVMGetEnumAttributeValue($0) == 0 } ?? false
  }
}
