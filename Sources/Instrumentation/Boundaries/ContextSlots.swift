// Slots of the context state: what is written into them and read from them.

import CLLVM
import KMSANABI
import LLVMIR

/// Two areas of the context state: the shadows of arguments or of a result, and their origins.
struct ContextArea {
  /// Offsets in bytes from the beginning of the context state.
  let shadow: Int
  let origin: Int
  var isResult: Bool { shadow == ContextState.returnShadow }
  /// Whether a receiver copies shadow and origins as memory, without knowing of values.
  var isReadAsMemory: Bool { shadow == ContextState.variadicShadow }

  static let parameters = ContextArea(
    shadow: ContextState.paramShadow, origin: ContextState.paramOrigin)
  static let variableArguments = ContextArea(
    shadow: ContextState.variadicShadow, origin: ContextState.variadicOrigin)
  static let result = ContextArea(
    shadow: ContextState.returnShadow, origin: ContextState.returnOrigin)
}

/// The place of an argument in the context state: slots are aligned to 8 bytes, and every argument of fixed
/// size has one, whether it travels or not.
struct ArgumentPlace {
  let index: Int
  let offset: Int
  let size: Int
  /// The type of the memory that is passed by value.
  let byValueType: Type?
  var end: Int { offset + size }
}

extension FunctionInstrumenter {
  /// The places of the arguments of a call.
  func places(of call: Instruction) -> [ArgumentPlace] {
    places((0..<call.argumentCount).map { call.operand($0).type }) {
      call.attribute(module.kinds.byval, parameter: $0)
    }
  }

  /// The places of this function's parameters.
  func parameterPlaces() -> [ArgumentPlace] {
    places(function.parameters.map(\.type)) {
      function.attribute(module.kinds.byval, parameter: $0)
    }
  }

  private func places(
    _ types: [Type], byValue: (Int) -> LLVMAttributeRef?
  ) -> [ArgumentPlace] {
    var result: [ArgumentPlace] = []
    var offset = 0
    for (index, type) in types.enumerated() where type.hasFixedSize {
      let memory = byValue(index).map { Type(LLVMGetTypeAttributeValue($0)) }
      let size = module.layout.allocationSize(memory ?? type)
      result.append(
        ArgumentPlace(index: index, offset: offset, size: size, byValueType: memory))
      offset += Self.aligned(size)
    }
    return result
  }

  /// Writes a shadow and, unless it is certainly clean, its origin.
  func send(
    _ shadow: Value, _ origin: @autoclosure () -> Value, to area: ContextArea, at offset: Int = 0
  ) {
    builder.store(
      shadow, contextAddress(area.shadow + offset), alignment: ContextState.slotAlignment)
    if shadow.isNull { return }
    let size = area.isReadAsMemory ? module.layout.storeSize(shadow.type) : Origin.size
    storeOrigin(origin(), contextAddress(area.origin + offset), size: size)
  }

  /// Writes a shadow and its origin to memory that instrumented code will read as it is.
  func send(_ shadow: Value, _ origin: @autoclosure () -> Value, to metadata: Metadata) {
    builder.store(shadow, metadata.shadow, alignment: 1)
    if shadow.isNull { return }
    storeOrigin(
      origin(), metadata.origin, size: module.layout.storeSize(shadow.type))
  }

  /// Writes one origin for so many bytes.
  private func storeOrigin(_ origin: Value, _ address: Value, size: Int) {
    for start in stride(from: 0, to: size, by: Origin.granularity) {
      builder.store(origin, builder.offset(address, start), alignment: Origin.granularity)
    }
  }

  /// Writes the shadow and the origins of memory that is passed by value.
  func sendMemory(_ address: Value, _ size: Int, to area: ContextArea, at offset: Int) {
    let length = module.word.constant(size)
    let slot = contextAddress(area.shadow + offset)
    guard checks else {
      return builder.fill(slot, byte: module.byte.zero, size: length, alignment: 8)
    }
    let metadata = lookUp(address, size: size, forStore: false)
    builder.copy(to: slot, from: metadata.shadow, size: length, alignment: 1)
    builder.copy(
      to: contextAddress(area.origin + offset), from: metadata.origin, size: originBytes(size),
      alignment: Origin.granularity)
  }

  /// Reads a shadow and its origin.
  func receive(
    _ type: Type, from area: ContextArea, at offset: Int = 0
  ) -> (shadow: Value, origin: Value) {
    let shadow = builder.load(
      type, contextAddress(area.shadow + offset), alignment: ContextState.slotAlignment)
    let origin = builder.load(
      module.originType, contextAddress(area.origin + offset), alignment: Origin.granularity)
    return (shadow.value, origin.value)
  }

  /// Bytes that the origins of so many bytes of memory take.
  func originBytes(_ size: Int) -> Value {
    let granularity = Origin.granularity
    return module.word.constant((size + granularity - 1) / granularity * granularity)
  }
}
