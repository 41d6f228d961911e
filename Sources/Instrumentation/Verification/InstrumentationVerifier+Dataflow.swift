// The verifier's rules that follow values: shadows of stores, and the life of context states.

import CLLVM
import KMSANABI
import LLVMIR

extension InstrumentationVerifier {
  // MARK: Stores

  /// A store of the application without its metadata: between it and the application's store before, nothing
  /// writes through the shadow pointer of a look-up of the same base pointer.
  func uncoveredStore(_ function: Function, _ before: Snapshot) -> Instruction? {
    let errorRegisters = ErrorRegisters(function)
    return function.firstInstruction { instruction in
      guard instruction.opcode == LLVMStore, before.instructions.contains(instruction),
        !instruction.hasMetadata(nosanitize)
      else { return false }
      let address = instruction.operand(1)
      let type = instruction.operand(0).type
      // Opaque values of a target have no shadow, and registers neither.
      guard type.isSized, address.type.pointerAddressSpace == 0,
        !errorRegisters.contains(address)
      else {
        return false
      }
      return !isCovered(instruction, base: address.base, before)
    }
  }

  private func isCovered(_ store: Instruction, base: Value, _ before: Snapshot) -> Bool {
    var block = store.block
    var current = store.previous
    while true {
      while let instruction = current {
        if let target = instruction.writtenPointer, target.lookedUpBase == base { return true }
        if instruction.opcode == LLVMStore, before.instructions.contains(instruction) {
          return false
        }
        current = instruction.previous
      }
      // What was split off a block stands in front of it.
      guard let previous = LLVMGetPreviousBasicBlock(block.ref) else { return false }
      block = BasicBlock(previous)
      if before.blocks.contains(block) { return false }
      current = LLVMGetLastInstruction(previous).map(Instruction.init)
    }
  }

  // MARK: Context states

  /// A use of a context state behind a call that came after the look-up.
  func staleUse(_ function: Function) -> Instruction? {
    var predecessors: [BasicBlock: [BasicBlock]] = [:]
    for block in function.blocks {
      for successor in block.successors { predecessors[successor, default: []].append(block) }
    }
    return function.firstInstruction { instruction in
      guard instruction.hookName == RuntimeHook.getContextState.rawValue else { return false }
      return instruction.value.addressUsers.contains {
        mayBeStale(at: $0, lookUp: instruction, predecessors)
      }
    }
  }

  /// Whether a way from the look-up to the use passes a call. Goes backwards from the use.
  private func mayBeStale(
    at use: Instruction, lookUp: Instruction, _ predecessors: [BasicBlock: [BasicBlock]]
  ) -> Bool {
    var seen: Set<BasicBlock> = []
    var work = [(block: use.block, from: use.previous)]
    while let (block, from) = work.popLast() {
      var current = from
      while let instruction = current, instruction != lookUp {
        if instruction.maySwitchTasks, !instruction.hasMetadata(nosanitize) { return true }
        current = instruction.previous
      }
      if current != nil { continue }
      for predecessor in predecessors[block] ?? [] where seen.insert(predecessor).inserted {
        work.append((predecessor, LLVMGetLastInstruction(predecessor.ref).map(Instruction.init)))
      }
    }
    return false
  }
}

extension Instruction {
  /// Where the instruction writes without reading: the pointer of a store, a fill, or an atomic operation.
  var writtenPointer: Value? {
    switch opcode {
    case LLVMStore: return operand(1)
    case LLVMAtomicRMW: return operand(0)
    case LLVMCall:
      guard let callee = callee.asFunction, callee.intrinsic != 0 else { return nil }
      guard case .memset? = IntrinsicTable.shared.handling(of: callee.intrinsic) else { return nil }
      return operand(0)
    default: return nil
    }
  }

  /// Whether the call may return on behalf of another task. The runtime's functions do not.
  fileprivate var maySwitchTasks: Bool {
    guard isCall else { return false }
    if callee.isInlineAssembly { return true }
    if let function = callee.asFunction, function.intrinsic != 0 { return false }
    return hookName == nil
  }
}

extension Value {
  /// The pointer that an address is computed from.
  var base: Value {
    var current = self
    while true {
      let isOffset =
        current.isInstruction
        ? Instruction(current.ref).opcode == LLVMGetElementPtr
        : current.isConstantExpression && LLVMGetConstOpcode(current.ref) == LLVMGetElementPtr
      guard isOffset else { return current }
      current = current.operand(0)
    }
  }

  /// The base of the address whose shadow pointer this is.
  var lookedUpBase: Value? {
    let pointer = base
    guard pointer.isInstruction else { return nil }
    let extraction = Instruction(pointer.ref)
    guard extraction.opcode == LLVMExtractValue, extraction.indices == [0],
      pointer.operand(0).isInstruction
    else { return nil }
    let call = Instruction(pointer.operand(0).ref)
    guard let hook = call.hookName.flatMap(RuntimeHook.init), hook.isLookup else { return nil }
    return call.operand(0).base
  }

  /// The instructions that use this pointer, or an address inside of what it points to.
  fileprivate var addressUsers: [Instruction] {
    users.filter(\.isInstruction).flatMap { user in
      let instruction = Instruction(user.ref)
      return instruction.opcode == LLVMGetElementPtr ? user.addressUsers : [instruction]
    }
  }
}
