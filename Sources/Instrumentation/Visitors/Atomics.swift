// Atomic read-modify-write and compare-exchange.
//
// The shadow of the old value is read before the operation and becomes the result's: what an atomic
// operation returns of uninitialized memory is uninitialized (LLVM's pass calls it clean). The
// memory's shadow is only ever cleared, never poisoned, and always before the operation: a racing
// thread may then see a clean shadow beside a poisoned value (a documented miss), never the
// reverse. `and` and `or` clear just the bits that they define.

import CLLVM
import KMSANABI
import LLVMIR
import ShadowAlgebra

extension FunctionInstrumenter {
  func visitReadModifyWrite(_ instruction: Instruction) {
    let address = instruction.operand(0)
    let operand = instruction.operand(1)
    guard hasMetadata(address), let type = module.shadowType(instruction.type) else { return }
    instruction.ordering = instruction.ordering.releasing
    let old = readOldShadow(instruction, address, type)
    switch instruction.readModifyWriteOperation {
    case LLVMAtomicRMWBinOpXchg:
      builder.store(type.zero, old.metadata.shadow, alignment: instruction.alignment)
    case LLVMAtomicRMWBinOpAnd:
      clear(algebra.not(operand), operand, old.metadata, instruction)
    case LLVMAtomicRMWBinOpOr:
      clear(operand, operand, old.metadata, instruction)
    default:
      if !checks { builder.store(type.zero, old.metadata.shadow, alignment: 1) }
    }
  }

  func visitCompareExchange(_ instruction: Instruction) {
    let address = instruction.operand(0)
    let expected = instruction.operand(1)
    guard hasMetadata(address), let type = module.shadowType(expected.type) else { return }
    instruction.successOrdering = instruction.successOrdering.releasing
    let access = Access(
      address: address, size: module.layout.storeSize(expected.type),
      alignment: instruction.alignment)
    let metadata = lookUpShared(access, clears: true)
    if checks, instruction.hasUses {
      let shadow = builder.load(type, metadata.shadow, alignment: instruction.alignment).value
      let origin = builder.load(
        module.originType, metadata.origin,
        alignment: Self.originAlignment(instruction.alignment)
      ).value
      setResult(of: instruction, old: shadow, origin: origin, type)
    }
    builder.store(type.zero, metadata.shadow, alignment: instruction.alignment)
  }

  /// The pair's first field is the old value; whether the exchange happened depends on both
  /// operands.
  private func setResult(
    of instruction: Instruction, old: Value, origin: Value, _ type: Type
  ) {
    guard let pair = module.shadowType(instruction.type) else { return }
    let expected = shadow(of: instruction.operand(1)) ?? type.zero
    let either = algebra.or(old, expected)
    var result = builder.insert(old, into: pair.zero, 0)
    result = builder.insert(isPoisoned(either), into: result, 1)
    let parts = [
      (shadow: old, origin: OriginRecipe.value(origin)),
      (shadow: expected, origin: self.origin(of: instruction.operand(1))),
    ]
    set(instruction, shadow: result, origin: combine(parts.filter { !$0.shadow.isNull }))
  }

  private func readOldShadow(
    _ instruction: Instruction, _ address: Value, _ type: Type
  ) -> (metadata: Metadata, shadow: Value) {
    let access = Access(
      address: address, size: module.layout.storeSize(instruction.type),
      alignment: instruction.alignment)
    let metadata = lookUpShared(access, clears: true)
    guard checks, instruction.hasUses else { return (metadata, type.zero) }
    let shadow = builder.load(type, metadata.shadow, alignment: instruction.alignment).value
    let origin = builder.load(
      module.originType, metadata.origin, alignment: Self.originAlignment(instruction.alignment)
    ).value
    set(instruction, shadow: shadow, origin: .value(origin))
    return (metadata, shadow)
  }

  /// Clears the shadow of the bits in `defined` that the operand itself defines, atomically.
  private func clear(
    _ defined: Value, _ operand: Value, _ metadata: Metadata, _ instruction: Instruction
  ) {
    guard let operandShadow = shadow(of: operand), operand.type.isInteger else { return }
    let cleared = algebra.and(defined, algebra.not(operandShadow))
    let clearing = LLVMBuildAtomicRMW(
      builder.ref, LLVMAtomicRMWBinOpAnd, metadata.shadow.ref, algebra.not(cleared).ref,
      LLVMAtomicOrderingMonotonic, 0)
    guard let clearing else { return }
    LLVMSetAlignment(clearing, UInt32(instruction.alignment))
  }
}
