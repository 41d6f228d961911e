// Vector reductions and masked memory operations, as the optimizer makes them without SSE too.

import CLLVM
import KMSANABI
import LLVMIR

extension FunctionInstrumenter {
  /// A bit of an and-reduction is clean when every lane's is, or when some lane holds a clean 0; of
  /// an or-reduction likewise with 1; of a xor-reduction when every lane's is. A sum is clean below the
  /// lowest poisoned bit. Of the others, any poison poisons everything.
  func visitReduction(_ call: Instruction, _ handling: IntrinsicHandling) {
    let vector = call.operand(call.argumentCount - 1)
    guard !isClean(call.value), let type = module.shadowType(call.type),
      let lanes = shadow(of: vector)
    else { return }
    let anyLane = reduce(module.intrinsics.vectorReduceOr, lanes)
    let origin = recipe(of: (0..<call.argumentCount).map { call.operand($0) })
    switch handling {
    case .reduceAnd where vector.type.element.isInteger:
      let mayBeOne = algebra.or(vector, lanes)
      let result = algebra.and(anyLane, reduce(module.intrinsics.vectorReduceAnd, mayBeOne))
      set(call, shadow: result, origin: origin)
    case .reduceOr where vector.type.element.isInteger:
      let mayBeZero = algebra.or(algebra.not(vector), lanes)
      let result = algebra.and(anyLane, reduce(module.intrinsics.vectorReduceAnd, mayBeZero))
      set(call, shadow: result, origin: origin)
    case .reduceXor: set(call, shadow: anyLane, origin: origin)
    case .reduceAdd:
      let upward = algebra.or(anyLane, algebra.sub(type.zero, anyLane))
      set(call, shadow: upward, origin: origin)
    default:
      var poisoned = isPoisoned(anyLane)
      if call.argumentCount > 1, let start = shadow(of: call.operand(0)) {
        poisoned = algebra.or(poisoned, isPoisoned(start))
      }
      set(call, shadow: algebra.signExtend(poisoned, to: type.integerWidth), origin: origin)
    }
  }

  private func reduce(_ id: UInt32, _ vector: Value) -> Value {
    if vector.isNull { return vector.type.element.zero }
    return builder.call(
      Intrinsic.declaration(id, in: module.module, [vector.type]), [vector]
    ).value
  }

  /// The same intrinsic on the shadows. What is no vector says where lanes go, and is checked.
  func visitPermutation(_ call: Instruction, _ id: UInt32, _ types: [OverloadedType]) {
    let operands = (0..<call.argumentCount).map { call.operand($0) }
    check(operands.filter { !$0.type.isVector }.map { CheckedOperand($0) }, of: .other)
    guard !isClean(call.value) else { return }
    let overloads = types.map { type in
      switch type {
      case .result: module.shadowType(call.type)
      case .operand(let index): module.shadowType(operands[index].type)
      }
    }
    let vectors = operands.filter(\.type.isVector)
    let shadows = operands.map { $0.type.isVector ? shadow(of: $0) : $0 }
    guard !overloads.contains(nil), !shadows.contains(nil) else { return visitStrictly(call) }
    let permutation = Intrinsic.declaration(
      id, in: module.module, overloads.compactMap { $0 })
    let result = builder.call(permutation, shadows.compactMap { $0 })
    set(call, shadow: result.value, origin: recipe(of: vectors))
  }

  // MARK: Masked memory

  private func checkLanes(_ address: Value, _ mask: Value) {
    check(
      [CheckedOperand(address, as: "address"), CheckedOperand(mask, as: "mask")],
      of: .vectorAccess)
  }

  /// Operands: address, mask, the lanes that are not loaded. An expanding load fills the chosen
  /// lanes from consecutive elements; its metadata lies as consecutively.
  func visitMaskedLoad(_ call: Instruction, _ id: UInt32) {
    let (address, mask, passThrough) = (call.operand(0), call.operand(1), call.operand(2))
    checkLanes(address, mask)
    guard !isClean(call.value), hasMetadata(address), let type = module.shadowType(call.type),
      let kept = shadow(of: passThrough)
    else { return }
    let metadata = lookUp(address, size: module.layout.storeSize(call.type), forStore: false)
    let load = declaration(id, type, module.pointer)
    let shadow = builder.call(load, [metadata.shadow, mask, kept])
    let origin = builder.load(
      module.originType, metadata.origin, alignment: Origin.granularity)
    set(call, shadow: shadow.value, origin: .value(origin.value))
  }

  /// Operands: value, address, mask.
  func visitMaskedStore(_ call: Instruction, _ id: UInt32) {
    let (value, address, mask) = (call.operand(0), call.operand(1), call.operand(2))
    checkLanes(address, mask)
    guard hasMetadata(address), let type = module.shadowType(value.type),
      let shadow = shadow(of: value)
    else { return }
    let size = module.layout.storeSize(value.type)
    let metadata = lookUp(address, size: size, forStore: true)
    builder.call(declaration(id, type, module.pointer), [shadow, metadata.shadow, mask])
    onPoison(
      [shadow], .chain(origin(of: value), address: metadata.origin, size: size, alignment: 1))
  }

  /// Operands: a vector of addresses, mask, the lanes that are not loaded.
  func visitGather(_ call: Instruction, _ id: UInt32) {
    let (addresses, mask, passThrough) = (call.operand(0), call.operand(1), call.operand(2))
    checkLanes(addresses, mask)
    guard !isClean(call.value), let type = module.shadowType(call.type), type.isFixedVector,
      let kept = shadow(of: passThrough)
    else { return }
    let lanes = lookUpLanes(addresses, of: call.type.element, forStore: false)
    let load = declaration(id, type, addresses.type)
    let shadow = builder.call(load, [lanes.shadows, mask, kept]).value
    let origins = lanes.origins.enumerated().map { lane, address in
      let origin = builder.load(module.originType, address, alignment: Origin.granularity)
      let bits = builder.extractElement(shadow, module.word.constant(lane))
      return (shadow: bits, origin: OriginRecipe.value(origin.value))
    }
    set(call, shadow: shadow, origin: combine(origins))
  }

  /// Operands: value, a vector of addresses, mask. Origins of scattered lanes are not kept.
  func visitScatter(_ call: Instruction, _ id: UInt32) {
    let (value, addresses, mask) = (call.operand(0), call.operand(1), call.operand(2))
    checkLanes(addresses, mask)
    guard let type = module.shadowType(value.type), type.isFixedVector,
      let shadow = shadow(of: value)
    else { return }
    let lanes = lookUpLanes(addresses, of: value.type.element, forStore: true)
    builder.call(declaration(id, type, addresses.type), [shadow, lanes.shadows, mask])
  }

  /// The metadata of each lane's address; looking up an address that the mask excludes is harmless.
  private func lookUpLanes(
    _ addresses: Value, of element: Type, forStore: Bool
  ) -> (shadows: Value, origins: [Value]) {
    var shadows = addresses.type.poison
    var origins: [Value] = []
    for lane in 0..<addresses.type.vectorCount {
      let index = module.word.constant(lane)
      let address = builder.extractElement(addresses, index)
      let metadata = lookUp(address, size: module.layout.storeSize(element), forStore: forStore)
      shadows = builder.insertElement(metadata.shadow, into: shadows, index)
      origins.append(metadata.origin)
    }
    return (shadows, origins)
  }

  /// Expanding and compressing operations are overloaded on the value only.
  private func declaration(_ id: UInt32, _ value: Type, _ address: Type) -> Function {
    let types = module.intrinsics.isConsecutive(id) ? [value] : [value, address]
    return Intrinsic.declaration(id, in: module.module, types)
  }
}
