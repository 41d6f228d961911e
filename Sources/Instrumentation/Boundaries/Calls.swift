// Calls: what the caller checks, sends and receives.
//
// Arguments that are `noundef` are checked here; the shadow of the others is stored into the
// context state, each in its slot, and the argument token behind them (Tokens.swift). The return
// shadow is read after the call, and used if the callee wrote it. A return shadow that a callee of this module never
// writes is not read. Without tokens the return slot is cleared before the call, so that a callee that does not know of it appears
// to return an initialized value.

import CLLVM
import KMSANABI
import LLVMIR

extension FunctionInstrumenter {
  func visitCall(_ call: Instruction) {
    if call.callee.isInlineAssembly { return visitInlineAssembly(call) }
    if let callee = call.callee.asFunction {
      if callee.intrinsic != 0 { return visitIntrinsic(call, callee.intrinsic) }
      callee.remove(module.kinds.memory)
      callee.remove(module.kinds.speculatable)
      markLibraryCall(call, callee)
    }
    // An instrumented callee writes the context state, whatever it promised before.
    call.remove(module.kinds.memory)
    call.remove(module.kinds.speculatable)
    checkArguments(call)
    passReferences(call)
    // The token for the arguments stands right in front of the call.
    if call.isMustTail, hasTokens, !boundary.returns.returnsClean { unsignResult() }
    sendArguments(call)
    receiveResult(call)
  }

  // MARK: Arguments

  /// Writes into the block what travels there, and whom it is for.
  func sendArguments(_ call: Instruction) {
    let places = places(of: call)
    var sent = arguments(of: call, places)
    sent += variableArguments(of: call)
    // The callee knows the places of those that its type names. Without a type it may name all.
    let namedCount = call.calledFunctionType.parameterCount
    let named = namedCount == 0 ? places : places.filter { $0.index < namedCount }
    send(sent, of: call, token: argumentToken(named))
  }

  /// Checks before anything is sent, so that no shadow waits in a register while the context state
  /// is looked up.
  private func checkArguments(_ call: Instruction) {
    var eager = [CheckedOperand(call.callee, as: "function")]
    for index in 0..<call.argumentCount
    where call.attribute(module.kinds.byval, parameter: index) != nil
      || isCheckedEagerly(call, index)
    {
      eager.append(CheckedOperand(call.operand(index), as: "argument \(index + 1)"))
    }
    check(eager, of: .call, callee: call.callee)
  }

  /// The arguments that are written into the block.
  private func arguments(of call: Instruction, _ places: [ArgumentPlace]) -> [SentArgument] {
    var result: [SentArgument] = []
    // What is checked here does not travel, unless the callee thinks so: then it must not find what
    // another call left.
    var checked: [SentArgument] = []
    var isAwaited = call.calledFunctionType.isVariadic
    for place in places {
      let argument = call.operand(place.index)
      if let type = place.byValueType {
        let size = module.layout.allocationSize(type)
        if size > 0, fits(place.offset, size, .parameters) {
          result.append(SentArgument(.memory(argument, size: size), .parameters, place.offset))
        }
      } else if fits(place.offset, place.size, .parameters), let shadow = shadow(of: argument) {
        if isCheckedEagerly(call, place.index) {
          checked.append(
            SentArgument(.value(shadow.type.zero, .none), .parameters, place.offset))
          if awaitsShadow(call.callee.asFunction, place.index) { isAwaited = true }
        } else {
          result.append(
            SentArgument(.value(shadow, origin(of: argument)), .parameters, place.offset))
        }
      }
    }
    return options.tokens && (isAwaited || !result.isEmpty) ? result + checked : result
  }

  /// Whether a callee of this module takes a parameter for travelling.
  private func awaitsShadow(_ callee: Function?, _ index: Int) -> Bool {
    guard let callee, !callee.isDeclaration, index < callee.parameters.count else { return false }
    return callee.attribute(module.kinds.noundef, parameter: index) == nil
  }

  private func send(_ arguments: [SentArgument], of call: Instruction, token: Int) {
    let carriesTokens = carriesTokens(call.callee)
    if carriesTokens, token != ContextState.argumentToken, call.calledFunctionType.isVariadic {
      return sendClean()
    }
    for argument in arguments {
      switch argument.content {
      case .memory(let address, let size):
        sendMemory(address, size, to: argument.area, at: argument.offset)
      case .value(let shadow, let origin):
        send(shadow, follow(origin), to: argument.area, at: argument.offset)
      case .variableSize(let bytes):
        builder.store(
          module.context.integer(64).constant(bytes),
          contextAddress(ContextState.variadicOverflowSize), alignment: 8)
      case .clean(let size):
        builder.fill(
          contextAddress(argument.area.shadow + argument.offset), byte: module.byte.zero,
          size: module.word.constant(size), alignment: 8)
      case .received: sendReceivedVariableArguments()
      }
    }
    if carriesTokens, !arguments.isEmpty { sendToken(of: call, at: token) }
  }

  /// Sends clean arguments and no token: there is no place for it beside variable arguments.
  private func sendClean() {
    for area in [ContextState.paramShadow, ContextState.variadicShadow] {
      builder.fill(
        contextAddress(area), byte: module.byte.zero,
        size: module.word.constant(ContextState.areaSize), alignment: 8)
    }
    builder.store(
      module.word.zero, contextAddress(ContextState.variadicOverflowSize), alignment: 8)
  }

  func isCheckedEagerly(_ call: Instruction, _ index: Int) -> Bool {
    options.parameterChecks && call.attribute(module.kinds.noundef, parameter: index) != nil
  }

  // MARK: Result

  private func receiveResult(_ call: Instruction) {
    if let memory = resultInMemory(call) { return receiveMemory(memory, of: call) }
    guard let type = typeOfReceivedResult(call) else { return boundary.contextState.forget() }
    if !options.tokens { clearReturnSlot(type) }
    boundary.contextState.forget()
    if isReturnedUnchanged(call), leaveResult(type, of: call) { return }
    guard let next = placeAfter(call) else { return }
    builder.position(before: next)
    let result = readReturnSlot(type, from: call.callee)
    set(call, shadow: result.shadow, origin: .value(result.origin))
    // An invoke's result is read in another block; this one ends here.
    if call.opcode != LLVMCall { boundary.contextState.forget() }
  }

  /// The memory of a result that a callee which may be uninstrumented writes, and its type.
  private func resultInMemory(_ call: Instruction) -> (address: Value, type: Type)? {
    guard checks, call.argumentCount > 0, !call.isMustTail, carriesTokens(call.callee),
      let attribute = call.attribute(module.kinds.sret, parameter: 0)
    else { return nil }
    return (call.operand(0), Type(LLVMGetTypeAttributeValue(attribute)))
  }

  /// Marks memory as initialized that was not filled by the callee.
  private func receiveMemory(_ memory: (address: Value, type: Type), of call: Instruction) {
    boundary.contextState.forget()
    guard let next = placeAfter(call) else { return }
    builder.position(before: next)
    let token = builder.load(
      module.pointer, contextAddress(ContextState.returnToken), alignment: 8
    ).value
    let flag = builder.compare(LLVMIntNE, token, call.callee)
    let size = module.layout.allocationSize(memory.type)
    plan(
      .unpoison(memory.address, size: module.word.constant(size)), if: Instruction(flag.ref))
    if call.opcode != LLVMCall { boundary.contextState.forget() }
  }

  /// The shadow type of a result that must be read from the context state, or nil.
  private func typeOfReceivedResult(_ call: Instruction) -> Type? {
    guard checks, call.hasUses, !call.isMustTail, isSourceOfShadow(call),
      let type = module.shadowType(call.type),
      fits(0, module.layout.storeSize(type), .result)
    else { return nil }
    return type
  }

  /// Leaves the callee's return shadow where it is; false when its token says something that the
  /// callers of this function do not ask for.
  private func leaveResult(_ type: Type, of call: Instruction) -> Bool {
    if carriesTokens(call.callee) {
      guard hasTokens, let next = call.next else { return false }
      builder.position(before: next)
      passResultOn(type, from: call.callee)
    } else if hasTokens, let next = call.next {
      builder.position(before: next)
      signResult()
    }
    boundary.note(unchanged: call.value)
    return true
  }

  /// Whether the function does nothing with the result but return it, unchecked: then the callee's return
  /// shadow is this function's, and lies where it belongs already.
  private func isReturnedUnchanged(_ call: Instruction) -> Bool {
    guard call.opcode == LLVMCall, let next = call.next, next.opcode == LLVMRet,
      next.operandCount == 1, next.operand(0) == call.value, !isCheckedAtReturn(call.value)
    else { return false }
    return call.value.users.count == 1
  }

  /// Where the result of a call is known: behind it, or at the start of an invoke's normal
  /// destination when that has no other way in.
  private func placeAfter(_ call: Instruction) -> Instruction? {
    if call.opcode == LLVMCall { return call.next }
    guard call.opcode == LLVMInvoke else { return nil }
    let destination = BasicBlock(LLVMGetNormalDest(call.ref))
    guard let index = flow.index(of: destination), flow.predecessors[index].count == 1,
      let first = destination.first, !first.isPhi
    else { return nil }
    return first
  }

  /// Whether the result of a call may be uninitialized.
  func isSourceOfShadow(_ call: Instruction) -> Bool {
    if options.parameterChecks, call.attribute(module.kinds.noundef, parameter: nil) != nil {
      return false
    }
    guard let callee = call.callee.asFunction, callee.type == call.calledFunctionType else {
      return true
    }
    return module.returnSummary(of: callee) != .alwaysClean
  }

  // MARK: Library functions

  /// Keeps code generation from expanding a call into loads that are not instrumented.
  private func markLibraryCall(_ call: Instruction, _ callee: Function) {
    guard Self.expandedFunctions.contains(callee.name) else { return }
    call.add(module.context.attribute("nobuiltin"))
  }

  /// The C functions that LLVM's code generation may expand in place.
  private static let expandedFunctions: Set<String> = [
    "bcmp", "memccpy", "memchr", "memcmp", "memcpy", "memmove", "mempcpy", "memset", "stpcpy",
    "strcmp", "strcpy", "strlen", "strnlen",
  ]
}

/// An argument that travels in the context state.
struct SentArgument {
  enum Content {
    case value(Value, OriginRecipe)
    /// A structure passed by value, in memory: so many bytes of it.
    case memory(Value, size: Int)
    /// How many bytes of variable arguments are on the stack.
    case variableSize(Int)
    /// Bytes whose shadow has no room: what there is of it counts as initialized.
    case clean(size: Int)
    /// The variable arguments of the calling function itself.
    case received
  }

  let content: Content
  let area: ContextArea
  let offset: Int

  init(_ content: Content, _ area: ContextArea, _ offset: Int = 0) {
    self.content = content
    self.area = area
    self.offset = offset
  }
}
