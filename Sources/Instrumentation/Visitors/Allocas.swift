// Local variables: poisoned where their life begins, so that a second iteration of a loop starts
// with an uninitialized variable again.
//
// A variable that is written completely at once is not poisoned (OverwrittenLocals.swift).
// A variable whose life begins at no `llvm.lifetime.start` is poisoned at its alloca. In functions
// without checks variables are unpoisoned instead. Nothing happens at the end of a life: the
// frame's shadow stays as it is until the next variable takes its place.

import CLLVM
import KMSANABI
import LLVMIR

/// The variables whose lives begin at lifetime markers.
struct PoisonedLocals {
  private var marked: Set<Value> = []

  init(_ function: Function, flow: Dominators) {
    for block in flow.order {
      for instruction in block.instructions {
        if let local = Self.localBegun(by: instruction) { marked.insert(local) }
      }
    }
  }

  func beginsAtMarker(_ local: Value) -> Bool { marked.contains(local) }

  /// The alloca whose life the instruction begins.
  static func localBegun(by instruction: Instruction) -> Value? {
    guard instruction.opcode == LLVMCall, let callee = instruction.callee.asFunction,
      callee.intrinsic == IntrinsicTable.shared.lifetimeStart
    else { return nil }
    let operand = instruction.operand(instruction.argumentCount - 1)
    return operand.isAlloca ? operand : nil
  }
}

extension FunctionInstrumenter {
  func visitAlloca(_ instruction: Instruction) {
    guard !facts.poisonedLocals.beginsAtMarker(instruction.value), let next = instruction.next
    else {
      return
    }
    // Allocas of the entry block stay together, in front of what the pass inserts.
    let isInEntry = instruction.block == function.entry
    builder.position(before: isInEntry ? firstAfterAllocas(next) : next)
    begin(instruction, behind: instruction)
  }

  func visitLifetimeStart(_ marker: Instruction) {
    guard let local = PoisonedLocals.localBegun(by: marker), let next = marker.next else { return }
    builder.position(before: next)
    begin(Instruction(local.ref), behind: marker)
  }

  private func firstAfterAllocas(_ instruction: Instruction) -> Instruction {
    var current = instruction
    while current.opcode == LLVMAlloca, current.operand(0).isConstant, let next = current.next {
      current = next
    }
    return current
  }

  private func begin(_ local: Instruction, behind start: Instruction) {
    guard local.allocatedType.isSized, hasMetadata(local.value) else { return }
    let length = size(of: local)
    if length.isNull { return }
    if checks {
      if isOverwritten(local, behind: start) { return }
      // The line of the declaration, not that of the statement behind it.
      if let location = location(of: local, start) { builder.setDebugLocation(location) }
      let name = module.description(ofLocal: self.name(of: local))
      builder.call(module.hook(.poisonAlloca), [local.value, length, name])
    } else {
      builder.call(module.hook(.unpoisonAlloca), [local.value, length])
    }
  }

  /// The place of the marker, or of the declaration where the marker has no line, as Swift's.
  private func location(of local: Instruction, _ start: Instruction) -> LLVMMetadataRef? {
    if let location = start.debugLocation, LLVMDILocationGetLine(location) != 0 { return location }
    return sourceNames?.declaration(at: local.value) ?? start.debugLocation
  }

  /// What a report calls a local: what the debug information does where the compiler gave no name, as
  /// Swift's. A local without a name is told from none.
  private func name(of local: Instruction) -> String {
    if !local.value.name.isEmpty { return local.value.name }
    return sourceNames?.variable(at: local.value)?.variableName ?? "(unnamed)"
  }

  /// Bytes that an alloca reserves.
  private func size(of local: Instruction) -> Value {
    let type = local.allocatedType
    let element =
      type.hasFixedSize
      ? module.word.constant(module.layout.allocationSize(type)) : type.runtimeSize
    let count = local.operand(0)
    let isNarrow = count.type.integerWidth < module.word.integerWidth
    return algebra.mul(
      builder.cast(isNarrow ? LLVMZExt : LLVMTrunc, count, to: module.word), element)
  }
}
