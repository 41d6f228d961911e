// Which of several origins is that of a value in memory: that of its first uninitialized byte.
//
// An origin belongs to four aligned bytes. A value that spans several groups has as many, and the first
// may be unknown, or stand for bytes that are initialized. LLVM's pass takes the first, always.

import CLLVM
import KMSANABI
import LLVMIR

/// A value that was loaded, and its metadata.
struct LoadedValue {
  let load: Instruction
  let shadow: Value
  /// The origin of the value's first byte.
  let origin: Instruction
  /// Where that lies; the origins of the other bytes follow.
  let origins: Value
}

extension FunctionInstrumenter {
  /// Whether a value has several origins, among which its shadow chooses. Aggregates count as having
  /// one, as the order of their shadow is not that of memory. So do pointers, which are hardly ever
  /// written in parts, and are checked so often that choosing would take more code than for all others.
  func hasSeveralOrigins(_ value: LoadedValue) -> Bool {
    let type = value.load.type
    return !type.isPointer && (value.shadow.type.isInteger || value.shadow.type.isFixedVector)
      && Self.slots(module.layout.storeSize(type), value.load.alignment) > 1
  }

  /// The arguments of `.warnAmong` and `.originAmong`; nil where those do not serve.
  func amongArguments(_ value: LoadedValue) -> [Value]? {
    guard !callsHooksOnly, value.load.isAlignedForOrigins else { return nil }
    return choosingWord(value).map { [value.origins, $0] }
  }

  /// The arguments of `.warnOfMemory` and `.origin`; chosen, when a shadow is the last one.
  func memoryArguments(_ value: LoadedValue) -> (chosen: Bool, arguments: [Value]) {
    let (base, offset) = decompose(value.load.operand(0))
    let start = module.word.constant(offset)
    if let shadow = choosingWord(value) { return (true, [base, start, shadow]) }
    guard hasSeveralOrigins(value) else { return (false, [base, start]) }
    let byte = module.firstByte(of: flattened(value.shadow), builder)
    return (false, [base, algebra.add(byte, start)])
  }

  /// The shadow as an argument of the local functions that choose; nil where it has no place in one.
  private func choosingWord(_ value: LoadedValue) -> Value? {
    guard hasSeveralOrigins(value), module.layout.sizeInBits(value.shadow.type) <= 64 else {
      return nil
    }
    return algebra.zeroExtend(flattened(value.shadow), to: module.word.integerWidth)
  }

  /// Where the origin of a value lies; found at the builder's position.
  func originPlace(of value: LoadedValue) -> Value {
    guard hasSeveralOrigins(value) else { return value.origins }
    if value.load.isAlignedForOrigins, module.layout.storeSize(value.load.type) == 8 {
      // The second of two, where the first half is clean.
      let half = algebra.truncate(flattened(value.shadow), to: 32)
      let isSecond = algebra.zeroExtend(
        algebra.compare(.eq, half, half.type.zero), to: module.word.integerWidth)
      return builder.offset(value.origins, algebra.shl(isSecond, module.word.constant(2)))
    }
    let granularity = Int64(Origin.granularity)
    var byte = module.firstByte(of: flattened(value.shadow), builder)
    if !value.load.isAlignedForOrigins {
      let address = builder.cast(LLVMPtrToInt, value.load.operand(0), to: module.word)
      byte = algebra.add(byte, algebra.and(address, module.word.constant(granularity - 1)))
    }
    return builder.offset(value.origins, algebra.and(byte, module.word.constant(-granularity)))
  }

  /// Reads the origins that are still used where the shadow says. Where look-ups are inlined, that
  /// moves to a cold path, since finding an origin in place takes more than a branch that is foreseen:
  ///
  ///     br i1 %poisoned, label %cold, label %next      ; the shadow beside the origin has a bit set
  ///   next:
  ///     %o = phi i32 [ 0, %head ], [ what was read, %cold ]
  ///
  /// The origin of a clean shadow is never used.
  func settleOriginLoads() {
    for value in values.loads where !value.origin.value.users.isEmpty {
      builder.setDebugLocation(nil)
      if module.inlinesLookups { moveToColdPath(value) }
      guard hasSeveralOrigins(value) else { continue }
      builder.position(before: value.origin)
      LLVMSetOperand(value.origin.ref, 0, originPlace(of: value).ref)
    }
  }

  private func moveToColdPath(_ value: LoadedValue) {
    let load = value.origin
    let block = load.block
    builder.position(before: load)
    let flag = isPoisoned(value.shadow)
    guard flag.isInstruction, let last = load.previous else { return }
    let head = splitHead(of: block, after: last)
    let cold = BasicBlock(LLVMInsertBasicBlockInContext(module.context.ref, block.ref, ""))
    builder.position(before: block.first ?? load)
    let phi = builder.phi(load.type)
    load.value.replaceAllUses(with: phi.value)
    LLVMInstructionRemoveFromParent(load.ref)
    builder.position(atEndOf: cold)
    builder.insert(load)
    builder.branch(block)
    builder.position(atEndOf: head)
    builder.branch(if: flag, cold, block).setMetadata(module.weightsKind, module.coldWeights)
    phi.addIncoming(load.type.zero, from: head)
    phi.addIncoming(load.value, from: cold)
  }
}

extension ModuleContext {
  /// The number of the first byte of an integer that has a bit set, as a word; the last one's when none has.
  func firstByte(of integer: Value, _ builder: Builder) -> Value {
    let algebra = IRShadowBuilder(builder: builder, module: module)
    let width = integer.type.integerWidth
    let last = algebra.shl(integer.type.constant(1), integer.type.constant(width - 1))
    let bit = algebra.countTrailingZeros(algebra.or(integer, last))
    let number =
      width > word.integerWidth
      ? algebra.truncate(bit, to: word.integerWidth)
      : algebra.zeroExtend(bit, to: word.integerWidth)
    return algebra.lshr(number, word.constant(3))
  }
}

extension Instruction {
  /// Whether a load begins with the first byte of a group that has an origin.
  var isAlignedForOrigins: Bool { alignment % Origin.granularity == 0 }
}
