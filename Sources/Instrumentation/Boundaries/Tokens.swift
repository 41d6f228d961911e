// Tokens: for whom the arguments in the context state are, and whose the return shadow is.
//
// An instrumented caller that sends anything also writes the address of the function that it calls.
// The callee compares that with its own address and takes it away: without a match its caller was
// not instrumented, and what lies in the block is another call's (rule B1 of Docs/Boundaries.md). A
// callee that may return something uninitialized writes its address with the return shadow, and a
// caller uses the shadow only when it is that of the function that it called (rule B2).
//
// "No token" means "clean". A function that is called by instrumented code of this module alone needs
// none: both sides know each other.

import CLLVM
import KMSANABI
import LLVMIR

extension ModuleContext {
  /// Notes which functions are instrumented, and which of them only they can call.
  func note(instrumented functions: [Function]) {
    let instrumented = Set(functions)
    // What a musttail call leaves in the return slot needs a token to be told from nothing.
    for function in functions where function.isLocalAndOnlyCalled && !function.callsMustTail {
      let callers = function.value.users.map { Instruction($0.ref).block.function }
      if callers.allSatisfy(instrumented.contains) { closed.insert(function) }
    }
  }

  /// Whether every caller is known to be instrumented by this very pass.
  func isClosed(_ function: Function?) -> Bool { function.map(closed.contains) ?? false }
}

extension FunctionInstrumenter {
  /// Whether calls of a function carry tokens.
  func carriesTokens(_ callee: Value) -> Bool {
    options.tokens && !module.isClosed(callee.asFunction)
  }

  /// Whether calls of this function carry tokens.
  var hasTokens: Bool { options.tokens && !module.isClosed(function) }

  /// Bytes of a result that have a shadow.
  var resultEnd: Int {
    ContextState.areaSize - (options.tokens ? ContextState.tokenSize : 0)
  }

  // MARK: Arguments

  /// Where the argument token lies: in the last word of the arguments' shadow, or in that of the
  /// variable arguments' when an argument has its place there. Both sides know from the types.
  func argumentToken(_ places: [ArgumentPlace]) -> Int {
    let reaches = places.contains {
      $0.end > ContextState.argumentToken && $0.end <= ContextState.areaSize
    }
    return options.tokens && reaches
      ? ContextState.variadicShadow + ContextState.argumentToken : ContextState.argumentToken
  }

  /// Says whom the arguments in the block are for, and how the area of variable arguments is laid out.
  func sendToken(of call: Instruction, at offset: Int) {
    var token = call.callee
    // C before 2023 may call a function of fixed arguments without its type.
    let isFixed = call.callee.asFunction.map { !$0.type.isVariadic } ?? false
    if !isFixed, let convention = variadicConvention(of: call), convention.marksToken {
      token = builder.cast(LLVMIntToPtr, marked(token), to: module.pointer)
    }
    builder.store(token, contextAddress(offset), alignment: 8)
  }

  /// A token with or without the mark changed, as a number.
  private func marked(_ token: Value) -> Value {
    // An addition would become an offset of the symbol, which code generation cannot always encode.
    builder.binary(
      LLVMXor, builder.cast(LLVMPtrToInt, token, to: module.word),
      module.word.constant(ContextState.shortAreaMark))
  }

  /// Takes the token; without a match, what is read here is cleared first, on a cold path.
  func takeToken(at offset: Int, clearing ranges: [ClearedRange]) {
    guard hasTokens, !ranges.isEmpty else { return }
    let state = contextStatePointer()
    let token = contextAddress(offset)
    let taken = builder.load(module.pointer, token, alignment: 8).value
    builder.store(module.pointer.zero, token, alignment: 8)
    let isOther = builder.compare(LLVMIntNE, taken, function.value)
    guard let convention = receivedConvention, convention.savedRegisters != nil else {
      return plan(.clear(ranges, of: state), if: Instruction(isOther.ref))
    }
    let number = builder.cast(LLVMPtrToInt, function.value, to: module.word)
    let unmarked = marked(taken)
    let isOtherUnmarked = builder.compare(LLVMIntNE, unmarked, number)
    let isForeign = builder.binary(LLVMAnd, isOther, isOtherUnmarked)
    plan(.clear(ranges, of: state), if: Instruction(isForeign.ref))
    guard boundary.variableArguments.areRead else { return }
    let isLaidOutOtherwise =
      convention.marksToken
      ? builder.compare(LLVMIntEQ, taken, function.value)
      : builder.compare(LLVMIntEQ, unmarked, number)
    plan(
      .moveStackPart(of: state, isShort: convention.marksToken),
      if: Instruction(isLaidOutOtherwise.ref))
  }

  // MARK: Results

  /// A shadow from the return slot; a clean one unless the callee wrote it.
  func returned(_ shadow: Value, by callee: Value) -> Value {
    let token = builder.load(
      module.pointer, contextAddress(ContextState.returnToken), alignment: 8
    ).value
    return builder.select(
      builder.compare(LLVMIntEQ, token, callee), shadow, shadow.type.zero)
  }

  /// Marks the return shadow as that of this function.
  func signResult() {
    builder.store(function.value, contextAddress(ContextState.returnToken), alignment: 8)
  }

  /// Marks the return slot as empty.
  func unsignResult() {
    builder.store(module.pointer.zero, contextAddress(ContextState.returnToken), alignment: 8)
  }

  /// Makes the return shadow of a callee the one of this function; a clean one, if it is not the
  /// callee's.
  func passResultOn(_ type: Type, from callee: Value) {
    if isSmallResult(type) {
      callLocal(.passResult, [callee, function.value])
      return
    }
    let address = contextAddress(ContextState.returnShadow)
    let shadow = builder.load(type, address, alignment: ContextState.slotAlignment).value
    builder.store(
      returned(shadow, by: callee), address, alignment: ContextState.slotAlignment)
    signResult()
  }
}

/// Bytes of the context state, from its beginning, and what is written there.
struct ClearedRange {
  let offset: Int
  let size: Int
  var byte: Int8 = 0
}

extension Function {
  fileprivate var callsMustTail: Bool {
    blocks.contains { $0.instructions.contains { $0.isCall && $0.isMustTail } }
  }
}
