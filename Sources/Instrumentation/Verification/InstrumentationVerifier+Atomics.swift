// The verifier's rule for atomic operations of the application (Visitors/Atomics.swift): a thread that runs
// at the same time may find a clean shadow beside an uninitialized value, and never the reverse.

import CLLVM
import KMSANABI
import LLVMIR

extension InstrumentationVerifier {
  /// An atomic operation whose shadow another thread could find out of step with its value, and why:
  /// - something else than clean is written to the shadow in front of it;
  /// - what it defines is not cleared in front of it;
  /// - it is weaker than release, so that its value may be seen before the cleared shadow;
  /// - it is a load, and its shadow is read in front of it.
  func unorderedAtomic(_ function: Function, _ before: Snapshot) -> String? {
    let errorRegisters = ErrorRegisters(function)
    for block in function.blocks {
      for instruction in block.instructions
      where instruction.isAtomic && before.instructions.contains(instruction) {
        guard let address = instruction.atomicAddress, address.type.pointerAddressSpace == 0,
          !errorRegisters.contains(address), !instruction.hasMetadata(nosanitize),
          let reason = disorder(of: instruction, base: address.base, before)
        else { continue }
        return "\(reason):\(instruction.value.text)"
      }
    }
    return nil
  }

  private func disorder(
    of instruction: Instruction, base: Value, _ before: Snapshot
  ) -> String? {
    let ahead = instrumentation(aheadOf: instruction, before)
    if instruction.opcode == LLVMLoad {
      let isRead = ahead.contains {
        $0.block == instruction.block && $0.readPointer?.lookedUpBase == base
      }
      return isRead && !follows(anAtomicLoadOf: base, instruction, before)
        ? "the shadow is read before the value" : nil
    }
    let writes = ahead.filter { $0.writtenPointer?.lookedUpBase == base }
    if writes.contains(where: { !$0.onlyClears }) { return "the shadow is not only cleared" }
    guard instruction.definesMemory else { return nil }
    if writes.isEmpty { return "the shadow is not cleared" }
    let ordering =
      instruction.opcode == LLVMAtomicCmpXchg ? instruction.successOrdering : instruction.ordering
    return ordering == ordering.releasing ? nil : "it is weaker than release"
  }

  /// What was inserted between an instruction and the application's instruction before it.
  private func instrumentation(
    aheadOf instruction: Instruction, _ before: Snapshot
  ) -> [Instruction] {
    var result: [Instruction] = []
    var block = instruction.block
    var current = instruction.previous
    while true {
      while let inserted = current {
        if before.instructions.contains(inserted) { return result }
        result.append(inserted)
        current = inserted.previous
      }
      // What was split off a block stands in front of it.
      guard let previous = LLVMGetPreviousBasicBlock(block.ref) else { return result }
      block = BasicBlock(previous)
      if before.blocks.contains(block) { return result }
      current = LLVMGetLastInstruction(previous).map(Instruction.init)
    }
  }

  /// Whether the application's instruction before this one is an atomic load of the same object, whose own
  /// shadow is read behind it.
  private func follows(
    anAtomicLoadOf base: Value, _ instruction: Instruction, _ before: Snapshot
  ) -> Bool {
    var current = instruction.previous
    while let inserted = current, !before.instructions.contains(inserted) {
      current = inserted.previous
    }
    guard let current else { return false }
    return current.opcode == LLVMLoad && current.isAtomic && current.operand(0).base == base
  }
}

extension Instruction {
  /// The address of an atomic operation; nil for a fence.
  fileprivate var atomicAddress: Value? {
    switch opcode {
    case LLVMLoad, LLVMAtomicRMW, LLVMAtomicCmpXchg: operand(0)
    case LLVMStore: operand(1)
    default: nil
    }
  }

  /// Whether the memory, or some of its bits, does not depend on what it held before.
  fileprivate var definesMemory: Bool {
    guard opcode == LLVMAtomicRMW else { return opcode != LLVMLoad }
    switch readModifyWriteOperation {
    case LLVMAtomicRMWBinOpXchg: return true
    case LLVMAtomicRMWBinOpAnd, LLVMAtomicRMWBinOpOr: return operand(1).type.isInteger
    default: return false
    }
  }

  /// Whether a write to a shadow poisons nothing.
  fileprivate var onlyClears: Bool {
    switch opcode {
    case LLVMStore: operand(0).isNull
    case LLVMAtomicRMW: readModifyWriteOperation == LLVMAtomicRMWBinOpAnd
    case LLVMCall: operand(1).isNull
    default: false
    }
  }

  /// The pointer of a load.
  fileprivate var readPointer: Value? { opcode == LLVMLoad ? operand(0) : nil }
}
