// Intrinsics of x86 that read or write memory: control registers and states of the processor, loads
// without alignment, and lanes that the signs of a mask choose.
//
//     call void @llvm.x86.avx.maskstore.ps(ptr %p, <4 x i32> %m, <4 x float> %v)
//         %c = icmp slt <4 x i32> %m, zeroinitializer
//         call void @llvm.masked.store(<4 x i32> %vs, ptr %shadow, <4 x i1> %c)

import CLLVM
import KMSANABI
import LLVMIR

extension FunctionInstrumenter {
  /// Operands: address, and what is used otherwise.
  func visitMemoryWriter(_ call: Instruction, _ bytes: Int) {
    visitStrictly(call)
    let address = call.operand(0)
    guard hasMetadata(address) else { return }
    builder.call(
      module.hook(.instrumentAsmStore), [address, module.word.constant(bytes)])
  }

  /// Operand: address. What lies there changes how the processor works.
  func visitMemoryUser(_ call: Instruction, _ bytes: Int) {
    visitStrictly(call)
    let address = call.operand(0)
    guard checks, place.checksOperands, hasMetadata(address) else { return }
    let (shadow, origin) = loadMetadata(
      at: address, module.context.integer(bytes * 8), size: bytes)
    onPoison([shadow], .report([(shadow, origin)], description(of: .other, [], nil)))
  }

  /// Operand: address.
  func visitPlainLoad(_ call: Instruction) {
    let address = call.operand(0)
    checkAddress(address, of: .load)
    guard !isClean(call.value), hasMetadata(address), let type = module.shadowType(call.type)
    else { return }
    let (shadow, origin) = loadMetadata(
      at: address, type, size: module.layout.storeSize(call.type))
    set(call, shadow: shadow, origin: origin)
  }

  /// Operands: address, mask. Lanes that are not loaded are zero.
  func visitLaneLoad(_ call: Instruction) {
    let (address, mask) = (call.operand(0), call.operand(1))
    checkLaneAccess(address, mask)
    guard !isClean(call.value), hasMetadata(address), let type = module.shadowType(call.type)
    else { return }
    let metadata = lookUp(address, size: module.layout.storeSize(call.type), forStore: false)
    let load = Intrinsic.declaration(
      module.intrinsics.maskedLoad, in: module.module, [type, module.pointer])
    let shadow = builder.call(load, [metadata.shadow, signs(of: mask), type.zero])
    let origin = builder.load(
      module.originType, metadata.origin, alignment: Origin.granularity)
    set(call, shadow: shadow.value, origin: .value(origin.value))
  }

  /// The mask is the second operand.
  func visitLaneStore(_ call: Instruction, _ valueIndex: Int, _ addressIndex: Int) {
    let (value, address) = (call.operand(valueIndex), call.operand(addressIndex))
    let mask = call.operand(1)
    checkLaneAccess(address, mask)
    guard hasMetadata(address), let type = module.shadowType(value.type),
      let shadow = shadow(of: value)
    else { return }
    let size = module.layout.storeSize(value.type)
    let metadata = lookUp(address, size: size, forStore: true)
    let store = Intrinsic.declaration(
      module.intrinsics.maskedStore, in: module.module, [type, module.pointer])
    builder.call(store, [shadow, metadata.shadow, signs(of: mask)])
    onPoison(
      [shadow], .chain(origin(of: value), address: metadata.origin, size: size, alignment: 1))
  }

  private func loadMetadata(
    at address: Value, _ type: Type, size: Int
  ) -> (shadow: Value, origin: OriginRecipe) {
    let metadata = lookUp(address, size: size, forStore: false)
    let shadow = builder.load(type, metadata.shadow, alignment: 1)
    let origin = builder.load(
      module.originType, metadata.origin, alignment: Origin.granularity)
    return (shadow.value, .value(origin.value))
  }

  /// Of the mask, only the signs choose lanes.
  private func checkLaneAccess(_ address: Value, _ mask: Value) {
    check([CheckedOperand(address, as: "address")], of: .vectorAccess)
    guard checks, place.checksOperands, let shadow = shadow(of: mask), !shadow.isNull else {
      return
    }
    let poisoned = signs(of: shadow)
    let operand = CheckedOperand(mask, as: "mask")
    onPoison(
      [poisoned],
      .report([(poisoned, origin(of: mask))], description(of: .vectorAccess, [operand], nil)))
  }

  private func signs(of lanes: Value) -> Value { algebra.compare(.slt, lanes, lanes.type.zero) }
}
