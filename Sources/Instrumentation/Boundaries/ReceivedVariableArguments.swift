// Variable arguments: what a function receives of them.
//
// After va_start, the shadow in the block is copied to where the list points: to the saved registers and
// to the arguments on the stack. The block holds them from the entry on until something else is called,
// whether or not that call sends anything: unless va_start comes first, a copy is made in the prologue. A
// caller whose area has no vector registers, or the only one that has, has marked its token; then the
// stack's part is moved to where this function expects it. Stack that the block has no room for counts as
// initialized. VariableArguments.swift is the other side.

import CLLVM
import KMSANABI
import LLVMIR

/// The variable arguments of a function, in the block or in a copy.
struct ReceivedVariableArguments {
  let shadow: Value
  let origin: Value
  /// Bytes on the stack as the caller noted them; all ones when no caller did.
  let noted: Value
  /// Bytes on the stack that have a shadow.
  let known: Value
}

/// What a function does with the variable arguments that it receives.
struct VariableArgumentsState {
  /// Whether it looks at them at all.
  var areRead = false
  /// The copy that was made in the prologue.
  var saved: ReceivedVariableArguments?
}

extension FunctionInstrumenter {
  /// How this function receives variable arguments; nil when it has none, and where that is not known.
  var receivedConvention: (any VariadicConvention)? {
    guard function.type.isVariadic else { return nil }
    return module.variadicConvention(function.callingConvention, in: function)
  }

  /// Whether a call hands on all variable arguments as they came.
  func passesVariableArgumentsOn(_ call: Instruction) -> Bool {
    call.isMustTail && call.calledFunctionType.isVariadic && function.type.isVariadic
  }

  // MARK: Prologue

  /// What is read of the block, found before anything is inserted: whether anything is, and whether all
  /// of it comes before any other call.
  func findVariableArgumentUses() -> (areRead: Bool, areDisturbed: Bool) {
    guard receivedConvention != nil else { return (false, false) }
    let uses = flow.order.flatMap(\.instructions).filter {
      isVariadicStart($0) || $0.isCall && passesVariableArgumentsOn($0)
    }
    guard let last = uses.last else { return (false, false) }
    guard uses.allSatisfy(isVariadicStart), last.block == function.entry else {
      return (true, true)
    }
    let isFirst = function.entry.instructions.prefix { $0 != last }.allSatisfy(keepsBlock)
    return (true, !isFirst)
  }

  func isVariadicStart(_ instruction: Instruction) -> Bool {
    if case .variadicStart? = handling(of: instruction) { true } else { false }
  }

  /// Whether nothing that runs for an instruction can write the block, a report included.
  private func keepsBlock(_ instruction: Instruction) -> Bool {
    switch instruction.opcode {
    case LLVMAlloca, LLVMGetElementPtr: true
    case LLVMStore: instruction.operand(1).isAlloca
    default:
      switch handling(of: instruction) {
      case .lifetimeStart, .variadicStart, .ignore: true
      default: false
      }
    }
  }

  /// How the called intrinsic is handled; nil for other instructions.
  private func handling(of instruction: Instruction) -> IntrinsicHandling? {
    guard instruction.isCall, let callee = instruction.callee.asFunction, callee.intrinsic != 0
    else { return nil }
    return module.intrinsics.handling(of: callee.intrinsic)
  }

  /// What the argument token guards of variable arguments.
  var receivedVariableArguments: [ClearedRange] {
    guard boundary.variableArguments.areRead else { return [] }
    return [
      ClearedRange(offset: ContextState.variadicShadow, size: ContextState.areaSize),
      // How much is on the stack is unknown.
      ClearedRange(offset: ContextState.variadicOverflowSize, size: 8, byte: -1),
    ]
  }

  /// Copies the area, so that later calls may overwrite the block.
  func saveVariableArguments() {
    guard let convention = receivedConvention else { return }
    let received = variableArgumentsInBlock(convention)
    let size = algebra.add(received.known, module.word.constant(convention.registersEnd))
    let alignment = stackArgumentAlignment()
    func copy(_ source: Value) -> Value {
      let copy = builder.alloca(module.byte, count: size)
      copy.alignment = alignment
      builder.copy(to: copy.value, from: source, size: size, alignment: 8)
      return copy.value
    }
    boundary.variableArguments.saved = ReceivedVariableArguments(
      shadow: copy(received.shadow), origin: copy(received.origin), noted: received.noted,
      known: received.known)
  }

  /// How far the stack must be aligned at calls. Code generation aligns the frame for them, but not what
  /// lies behind a variable of unknown size.
  private func stackArgumentAlignment() -> Int {
    let calls = flow.order.flatMap(\.instructions).filter(\.isCall)
    return calls.flatMap { call in
      (0..<call.argumentCount).map { index in
        call.attribute(module.kinds.byval, parameter: index) != nil
          ? call.stackAlignment(of: index, module.kinds) ?? 8
          : call.operand(index).type.isFixedVector
            ? module.layout.alignment(call.operand(index).type) : 8
      }
    }.reduce(8, max)
  }

  private func variableArgumentsInBlock(
    _ convention: any VariadicConvention
  ) -> ReceivedVariableArguments {
    let noted = builder.load(
      module.word, contextAddress(ContextState.variadicOverflowSize), alignment: 8
    ).value
    let most = module.word.constant(ContextState.areaSize - convention.registersEnd)
    return ReceivedVariableArguments(
      shadow: contextAddress(ContextState.variadicShadow),
      origin: contextAddress(ContextState.variadicOrigin), noted: noted,
      known: algebra.select(algebra.compare(.ult, noted, most), noted, most))
  }

  /// Writes what was received into the block again, for the function that it is passed on to.
  func sendReceivedVariableArguments() {
    guard let saved = boundary.variableArguments.saved, let convention = receivedConvention else {
      return
    }
    let size = algebra.add(saved.known, module.word.constant(convention.registersEnd))
    builder.copy(
      to: contextAddress(ContextState.variadicShadow), from: saved.shadow, size: size, alignment: 8)
    builder.copy(
      to: contextAddress(ContextState.variadicOrigin), from: saved.origin, size: size, alignment: 8)
    builder.store(
      saved.noted, contextAddress(ContextState.variadicOverflowSize), alignment: 8)
  }

  /// Moves the stack's part from where the one layout has it to where the other does; what then has
  /// no shadow counts as initialized.
  func moveStackPart(of state: Value, isShort: Bool) {
    let ends = [ContextState.shortRegistersEnd, ContextState.registersEnd]
    let (from, to) = isShort ? (ends[1], ends[0]) : (ends[0], ends[1])
    let size = ContextState.areaSize - ends[1]
    for area in [ContextState.variadicShadow, ContextState.variadicOrigin] {
      builder.move(
        to: builder.offset(state, area + to), from: builder.offset(state, area + from),
        size: module.word.constant(size), alignment: 8)
    }
    let clean = isShort ? to + size..<ContextState.areaSize : from..<to
    builder.fill(
      builder.offset(state, ContextState.variadicShadow + clean.lowerBound),
      byte: module.byte.zero, size: module.word.constant(clean.count), alignment: 8)
  }

  // MARK: Lists

  func visitVariadicStart(_ call: Instruction) {
    let list = call.operand(0)
    check(list, of: .variableArguments)
    guard let convention = receivedConvention, hasMetadata(list), let next = call.next else {
      return
    }
    builder.position(before: next)
    unpoisonList(list, convention)
    let received = boundary.variableArguments.saved ?? variableArgumentsInBlock(convention)
    if let saved = convention.savedRegisters {
      copyMetadata(
        to: pointer(in: list, saved.pointerOffset), from: received, at: 0,
        size: module.word.constant(saved.size))
    }
    let stack = pointer(in: list, convention.stackPointerOffset)
    copyMetadata(
      to: stack, from: received, at: convention.registersEnd, size: sizeOnStack(stack, received))
    unpoisonBeyond(stack, received)
  }

  /// The bytes on the stack that get a shadow: those that the caller noted. When no instrumented caller
  /// did, what the block can hold at most, as far as the stack goes: the caller's own frame, which no
  /// instrumented code has marked as initialized, and behind which there may be no memory.
  private func sizeOnStack(_ stack: Value, _ received: ReceivedVariableArguments) -> Value {
    guard hasTokens, module.options.stackSize != nil else { return received.known }
    let isUnknown = algebra.compare(.eq, received.noted, module.word.allOnes)
    return algebra.select(isUnknown, withinStack(stack, received.known), received.known)
  }

  /// A number of bytes from an address on, or as many as there are up to the end of the stack.
  private func withinStack(_ address: Value, _ size: Value) -> Value {
    guard let stackSize = module.options.stackSize else { return size }
    let number = builder.cast(LLVMPtrToInt, address, to: module.word)
    let offset = algebra.and(number, module.word.constant(stackSize - 1))
    let inStack = algebra.sub(module.word.constant(stackSize), offset)
    return algebra.select(algebra.compare(.ult, inStack, size), inStack, size)
  }

  /// Marks as initialized what is on the stack behind the bytes that have a shadow.
  private func unpoisonBeyond(_ stack: Value, _ received: ReceivedVariableArguments) {
    let rest = algebra.sub(received.noted, received.known)
    let behind = builder.offset(stack, received.known)
    let isNoted = algebra.compare(.ne, received.noted, module.word.allOnes)
    let isBeyond = algebra.compare(.ult, received.known, received.noted)
    let flag = algebra.and(isBeyond, isNoted)
    guard flag.isInstruction else { return }
    plan(.unpoison(behind, size: rest), if: Instruction(flag.ref))
  }

  func visitVariadicCopy(_ call: Instruction) {
    let list = call.operand(0)
    check([CheckedOperand(list), CheckedOperand(call.operand(1))], of: .variableArguments)
    let convention = module.variadicConvention(function.callingConvention, in: function)
    guard let convention, hasMetadata(list), let next = call.next else { return }
    builder.position(before: next)
    unpoisonList(list, convention)
  }

  /// In a region of an uninstrumented function: marks as initialized what a list points to, which the
  /// function hands on, and which no pass has followed.
  func unpoisonVariadicStart(_ call: Instruction) {
    let list = call.operand(0)
    guard let convention = receivedConvention, hasMetadata(list), let next = call.next else {
      return
    }
    builder.position(before: next)
    func unpoison(_ address: Value, _ size: Value) {
      builder.call(module.hook(.unpoisonAlloca), [address, size])
    }
    unpoison(list, module.word.constant(convention.listSize))
    if let saved = convention.savedRegisters {
      unpoison(pointer(in: list, saved.pointerOffset), module.word.constant(saved.size))
    }
    let stack = pointer(in: list, convention.stackPointerOffset)
    let most = module.word.constant(ContextState.areaSize - convention.registersEnd)
    unpoison(stack, withinStack(stack, most))
  }

  // MARK: Memory

  private func unpoisonList(_ list: Value, _ convention: any VariadicConvention) {
    let size = convention.listSize
    let metadata = lookUp(list, size: size, forStore: true)
    builder.fill(
      metadata.shadow, byte: module.byte.zero, size: module.word.constant(size), alignment: 8)
  }

  private func pointer(in list: Value, _ offset: Int) -> Value {
    builder.load(module.pointer, builder.offset(list, offset), alignment: 8).value
  }

  private func copyMetadata(
    to area: Value, from source: ReceivedVariableArguments, at offset: Int, size: Value
  ) {
    // A look-up of no bytes is no valid question.
    let one = module.word.constant(1)
    let asked = algebra.select(algebra.compare(.eq, size, size.type.zero), one, size)
    let metadata = lookUp(area, size: asked, forStore: true)
    builder.copy(
      to: metadata.shadow, from: builder.offset(source.shadow, offset), size: size, alignment: 8)
    builder.copy(
      to: metadata.origin, from: builder.offset(source.origin, offset), size: size, alignment: 4)
  }
}
