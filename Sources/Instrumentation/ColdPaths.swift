// Reports and poisoned stores happen on cold paths that are cut into the blocks after the walk.
//
// LLVM-C cannot split a block. A block is split from its head: a new block in front takes the
// instructions up to the split point and, with them, every reference to the block's entry; the tail
// keeps the identity, and so do the phis of its successors. The recipe was measured on whole kernel
// files.

import CLLVM
import KMSANABI
import LLVMIR

/// What happens when a value turns out to be poisoned.
enum ColdAction {
  /// Report the use of the first of these values that is poisoned and has an origin.
  case report([(shadow: Value, origin: OriginRecipe)], CheckDescription?)
  /// Store a poisoned shadow whose place was only cleared.
  case store(LocalFunction, Value, OriginRecipe, address: Value)
  /// Note where the poisoned value that is stored came from.
  case chain(OriginRecipe, address: Value, size: Int, alignment: Int)
  /// Mark ranges of the context state as clean.
  case clear([ClearedRange], of: Value)
  /// Move the stack's part of the variable arguments to where it is expected: behind the general
  /// registers alone, or behind the vector registers too.
  case moveStackPart(of: Value, isShort: Bool)
  /// Mark memory as initialized.
  case unpoison(Value, size: Value)
  /// Work out a shadow.
  case propagate(GuardedShadow)
}

extension ColdAction {
  /// The action with other recipes.
  func mapOrigins(_ change: (OriginRecipe) -> OriginRecipe) -> ColdAction {
    switch self {
    case .report(let operands, let description):
      .report(operands.map { ($0.shadow, change($0.origin)) }, description)
    case .store(let kind, let shadow, let origin, let address):
      .store(kind, shadow, change(origin), address: address)
    case .chain(let origin, let address, let size, let alignment):
      .chain(change(origin), address: address, size: size, alignment: alignment)
    case .propagate, .clear, .moveStackPart, .unpoison: self
    }
  }
}

extension FunctionInstrumenter {
  /// Plans a cold path at the builder's position, taken when any of the shadows has a bit set.
  func onPoison(_ shadows: [Value], _ action: ColdAction) {
    let live = shadows.filter { !$0.isNull }
    guard !live.isEmpty else { return }
    let action = action.mapOrigins(forColdPath)
    if live.count == 1, reportsOnColdPath(live[0], action) { return }
    let condition = live.count == 1 ? live[0] : anyPoisoned(live)
    if condition.isConstant {
      perform(action)
      return
    }
    let integer = flattened(condition)
    let flag = builder.compare(LLVMIntNE, integer, integer.type.zero)
    guard flag.isInstruction else {
      perform(action)
      return
    }
    plan(action, if: Instruction(flag.ref))
  }

  /// Plans a cold path behind the flag, which was just emitted.
  func plan(_ action: ColdAction, if flag: Instruction) {
    let location = LLVMGetCurrentDebugLocation2(builder.ref)
    coldPaths.add(
      ColdPath(flag: flag, action: action, location: location), to: builder.block)
  }

  /// Cuts every planned path into its block.
  func cutInColdPaths() {
    for (block, paths) in coldPaths.inOrder(of: flow) {
      for path in paths { cutIn(path, at: block) }
    }
  }

  private func cutIn(_ path: ColdPath, at block: BasicBlock) {
    if case .propagate(let shadow) = path.action { detachPhis(of: shadow) }
    let head = splitHead(of: block, after: path.flag)
    if case .propagate(let shadow) = path.action { attachPhis(of: shadow, to: block) }
    let cold = BasicBlock(
      LLVMInsertBasicBlockInContext(module.context.ref, block.ref, ""))
    builder.position(atEndOf: head)
    builder.setDebugLocation(path.location)
    let branch = builder.branch(if: path.flag.value, cold, block)
    branch.setMetadata(
      module.weightsKind, callsHooksOnly ? module.coldWeights : module.inPlaceWeights)
    builder.position(atEndOf: cold)
    builder.setDebugLocation(path.location)
    if case .propagate(let shadow) = path.action {
      emit(shadow, between: head, block)
    } else {
      perform(path.action)
    }
    builder.branch(block)
  }

  /// Moves the instructions up to and including `last` into a new block in front, without
  /// terminator.
  func splitHead(of block: BasicBlock, after last: Instruction) -> BasicBlock {
    let head = BasicBlock(LLVMInsertBasicBlockInContext(module.context.ref, block.ref, ""))
    let terminator = block.terminator
    if let terminator { LLVMInstructionRemoveFromParent(terminator.ref) }
    block.value.replaceAllUses(with: head.value)
    if let terminator {
      builder.position(atEndOf: block)
      builder.insert(terminator)
      // A loop of one block: its own branch now names the head, as it should.
    }
    builder.position(atEndOf: head)
    while let instruction = block.first {
      LLVMInstructionRemoveFromParent(instruction.ref)
      builder.insert(instruction)
      if instruction == last { break }
    }
    return head
  }

  /// Emits the action at the builder's position.
  func perform(_ action: ColdAction) {
    switch action {
    case .report(let operands, let description): emitReport(operands, description)
    case .store(let kind, let shadow, let origin, let address):
      let word = algebra.zeroExtend(shadow, to: module.word.integerWidth)
      callLocal(kind, [address, word, follow(origin)])
    case .chain(let origin, let address, let size, let alignment):
      emitChain(follow(origin), at: address, slots: Self.slots(size, alignment), alignment)
    case .clear(let ranges, let state):
      for range in ranges {
        builder.fill(
          builder.offset(state, range.offset), byte: module.byte.constant(Int64(range.byte)),
          size: module.word.constant(range.size), alignment: 8)
      }
    case .unpoison(let address, let size):
      builder.call(module.hook(.unpoisonAlloca), [address, size])
    case .moveStackPart(let state, let isShort): moveStackPart(of: state, isShort: isShort)
    case .propagate: break
    }
  }

  private func emitReport(
    _ operands: [(shadow: Value, origin: OriginRecipe)], _ description: CheckDescription?
  ) {
    let location = LLVMGetCurrentDebugLocation2(builder.ref)
    defer { builder.setDebugLocation(location) }
    if operands.count == 1, case .stored(let value) = operands[0].origin,
      let arguments = amongArguments(value)
    {
      builder.setDebugLocation(description?.location ?? location)
      callLocal(.warnAmong, arguments)
      return
    }
    if operands.count == 1, case .memory(let value) = operands[0].origin {
      builder.setDebugLocation(description?.location ?? location)
      let (chosen, arguments) = memoryArguments(value)
      callLocal(.warnOfMemory(chosen: chosen), arguments)
      return
    }
    var chosen = module.originType.zero
    for (index, operand) in operands.reversed().enumerated() {
      let origin = follow(operand.origin)
      if index == 0 {
        chosen = origin
      } else if !origin.isNull {
        // An unknown origin never hides a known one: a runtime may drop a report without origin.
        let known = algebra.compare(.ne, origin, origin.type.zero)
        let poisoned = algebra.and(known, isPoisoned(operand.shadow))
        chosen = algebra.select(poisoned, origin, chosen)
      }
    }
    let bits = description?.bits.map { algebra.zeroExtend(flattened($0), to: 64) }
    builder.setDebugLocation(description?.location ?? location)
    guard callsHooksOnly else {
      callLocal(.warn, [chosen])
      return
    }
    let call: Instruction
    if let bits, let shadow = description?.bits {
      let width = module.originType.constant(module.layout.sizeInBits(shadow.type))
      call = builder.call(module.warningOfBits, [chosen, bits, width])
    } else {
      call = builder.call(module.hook(.warning), [chosen])
    }
    call.add(module.context.attribute("nomerge"))
    call.add(module.context.attribute("cold"))
  }

  /// How many origins an access touches; an unaligned one may touch one more than its size says.
  static func slots(_ size: Int, _ alignment: Int) -> Int {
    let granularity = Origin.granularity
    let slack = alignment % granularity == 0 ? 0 : granularity - 1
    return (size + slack + granularity - 1) / granularity
  }

  /// Chains the origin and writes it to every slot.
  private func emitChain(_ origin: Value, at address: Value, slots: Int, _ alignment: Int) {
    if slots <= LocalFunction.slotsMax, !callsHooksOnly {
      callLocal(.chain(slots: slots), [address, origin])
      return
    }
    let chained = builder.call(module.hook(.chainOrigin), [origin]).value
    for slot in 0..<slots {
      builder.store(
        chained, builder.offset(address, slot * Origin.granularity), alignment: Origin.granularity)
    }
  }
}
