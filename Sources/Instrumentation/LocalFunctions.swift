// Small local functions between the instrumented code and the runtime, one of each kind per module.
//
// On cold paths they save registers: a hook is an ordinary function that may overwrite nine of
// them, and whatever the common path keeps there would have to be saved around every cold call,
// which costs code and stack on the common path too. The local functions for cold paths save all
// registers themselves (the convention preserve_most). Those for return shadows only save code.
// Their names begin like the hooks', because runtimes leave such frames out of the stacks that they
// print.
//
// In functions that open access to user memory the hooks are called directly: Linux's objtool knows
// by name what may be called there.

import CLLVM
import KMSANABI
import LLVMIR

/// What a local function does.
enum LocalFunction: Hashable {
  /// Reports a use; takes the origin.
  case warn
  /// Reports a use of what has been read from memory; takes an address and an offset from it, and,
  /// where a shadow chooses among several origins, that as a word.
  case warnOfMemory(chosen: Bool)
  /// Returns the origin of memory; takes the same.
  case origin(chosen: Bool)
  /// Reports a use with one of the origins that begin at an address; takes that and a shadow as a
  /// word, which chooses.
  case warnAmong
  /// Returns one of the origins that begin at an address; takes the same.
  case originAmong
  /// Chains an origin and writes it to that many slots; takes the address of the slots and the
  /// origin.
  case chain(slots: Int)
  /// Writes a shadow of that many bytes, chains its origin and writes that; takes the address of
  /// the program's memory, the shadow as a word, and the origin.
  case store(bytes: Int, slots: Int)
  /// Marks the return slot of the context state as clean.
  case clearResult
  /// Reads a return shadow of that many bits and its origin; with a token it takes the callee, whose
  /// it must be.
  case getResult(width: Int, token: Bool)
  /// Writes a return shadow of that many bits and its origin; with a token it takes the function
  /// that returns, too.
  case setResult(width: Int, token: Bool)
  /// Makes the return shadow of one function that of another; a clean one, if it is a third one's.
  case passResult

  /// Whether it is called on cold paths, and preserves the registers.
  var isCold: Bool {
    switch self {
    case .warn, .warnOfMemory, .warnAmong, .origin, .originAmong, .chain, .store: true
    case .clearResult, .getResult, .setResult, .passResult: false
    }
  }

  var name: String {
    switch self {
    case .warn: "__msan_cold_warning"
    case .warnOfMemory(let chosen): "__msan_cold_warning_of_" + (chosen ? "word" : "memory")
    case .origin(let chosen): "__msan_cold_origin" + (chosen ? "_of_word" : "")
    case .warnAmong: "__msan_cold_warning_among"
    case .originAmong: "__msan_cold_origin_among"
    case .chain(let slots): "__msan_cold_chain_\(slots)"
    case .store(let bytes, let slots): "__msan_cold_store_\(bytes)_\(slots)"
    case .clearResult: "__msan_clear_result"
    case .getResult(let width, let token): "__msan_get_result_\(width)" + (token ? "_of" : "")
    case .setResult(let width, let token): "__msan_set_result_\(width)" + (token ? "_of" : "")
    case .passResult: "__msan_pass_result"
    }
  }

  /// The function that stores the shadow of this access, if there is one.
  static func storing(_ access: Access, _ shadow: Type) -> LocalFunction? {
    guard shadow.isInteger, [1, 2, 4, 8].contains(access.size),
      shadow.integerWidth == 8 * access.size
    else { return nil }
    return .store(
      bytes: access.size, slots: FunctionInstrumenter.slots(access.size, access.alignment))
  }

  /// Slots that a chaining function exists for.
  static let slotsMax = 2
}

extension ModuleContext {
  /// LLVM's number of the calling convention that preserves the registers.
  static let preserveMost: UInt32 = 14

  /// The local function, made when it is first needed, compiled like `model`.
  func localFunction(_ kind: LocalFunction, like model: Function) -> Function {
    if let known = localFunctions[kind] { return known }
    let type = type(of: kind)
    let function = Function(LLVMAddFunction(module.ref, kind.name, type.ref))
    LLVMSetLinkage(function.ref, LLVMInternalLinkage)
    for name: StaticString in ["nounwind", "noinline"] { function.add(context.attribute(name)) }
    if kind.isCold {
      LLVMSetFunctionCallConv(function.ref, Self.preserveMost)
      function.add(context.attribute("cold"))
    }
    function.copyCodeGeneration(from: model)
    localFunctions[kind] = function
    emitBody(of: kind, in: function)
    return function
  }

  private func type(of kind: LocalFunction) -> Type {
    switch kind {
    case .warn: context.function(context.void, [originType])
    case .warnOfMemory(let chosen):
      context.function(context.void, [pointer, word] + (chosen ? [word] : []))
    case .origin(let chosen):
      context.function(originType, [pointer, word] + (chosen ? [word] : []))
    case .warnAmong: context.function(context.void, [pointer, word])
    case .originAmong: context.function(originType, [pointer, word])
    case .chain: context.function(context.void, [pointer, originType])
    case .store: context.function(context.void, [pointer, word, originType])
    case .clearResult: context.function(context.void, [])
    case .getResult(let width, let token):
      context.function(
        context.structure([context.integer(width), originType]), token ? [pointer] : [])
    case .setResult(let width, let token):
      context.function(
        context.void, [context.integer(width), originType] + (token ? [pointer] : []))
    case .passResult: context.function(context.void, [pointer, pointer])
    }
  }

  private func emitBody(of kind: LocalFunction, in function: Function) {
    let builder = Builder(context)
    builder.position(
      atEndOf: BasicBlock(LLVMAppendBasicBlockInContext(context.ref, function.ref, "")))
    let parameters = function.parameters
    switch kind {
    case .warn: builder.call(hook(.warning), parameters)
    case .warnOfMemory:
      builder.call(hook(.warning), [emitOrigin(builder, parameters)])
    case .origin:
      LLVMBuildRet(builder.ref, emitOrigin(builder, parameters).ref)
      return
    case .warnAmong:
      builder.call(hook(.warning), [emitChoice(builder, parameters)])
    case .originAmong:
      LLVMBuildRet(builder.ref, emitChoice(builder, parameters).ref)
      return
    case .chain(let slots):
      emitChain(builder, parameters[1], at: parameters[0], slots: slots)
    case .store(let bytes, let slots):
      let metadata = builder.call(hook(.metadata(forStore: true, size: bytes)), [parameters[0]])
      let shadow = builder.cast(LLVMTrunc, parameters[1], to: context.integer(8 * bytes))
      builder.store(shadow, builder.extract(metadata.value, 0), alignment: 1)
      emitChain(builder, parameters[2], at: builder.extract(metadata.value, 1), slots: slots)
    case .clearResult: builder.store(word.zero, returnSlot(builder).shadow, alignment: 8)
    case .getResult(let width, let token):
      let slot = returnSlot(builder)
      var shadow = builder.load(context.integer(width), slot.shadow, alignment: 8).value
      if token {
        let owner = builder.load(pointer, slot.token, alignment: 8).value
        let isCallees = builder.compare(LLVMIntEQ, owner, parameters[0])
        shadow = builder.select(isCallees, shadow, shadow.type.zero)
      }
      let origin = builder.load(originType, slot.origin, alignment: Origin.granularity).value
      let pair = builder.insert(shadow, into: function.type.returnType.poison, 0)
      LLVMBuildRet(builder.ref, builder.insert(origin, into: pair, 1).ref)
      return
    case .passResult:
      let slot = returnSlot(builder)
      let owner = builder.load(pointer, slot.token, alignment: 8).value
      let isCallees = builder.compare(LLVMIntEQ, owner, parameters[0])
      let shadow = builder.load(word, slot.shadow, alignment: 8).value
      builder.store(
        builder.select(isCallees, shadow, word.zero), slot.shadow, alignment: 8)
      builder.store(parameters[1], slot.token, alignment: 8)
    case .setResult(_, let token):
      let slot = returnSlot(builder)
      if token { builder.store(parameters[2], slot.token, alignment: 8) }
      builder.store(parameters[0], slot.shadow, alignment: 8)
      builder.store(parameters[1], slot.origin, alignment: Origin.granularity)
    }
    LLVMBuildRetVoid(builder.ref)
  }

  /// The origin of the byte at an address and an offset from it, or of the first byte behind it that
  /// the shadow shows as uninitialized.
  private func emitOrigin(_ builder: Builder, _ parameters: [Value]) -> Value {
    var address = builder.offset(parameters[0], parameters[1])
    if parameters.count > 2 {
      address = builder.offset(address, firstByte(of: parameters[2], builder))
    }
    let metadata = builder.call(hook(.metadata(forStore: false, size: 1)), [address]).value
    return builder.load(
      originType, builder.extract(metadata, 1), alignment: Origin.granularity
    ).value
  }

  /// The origin, of those that begin at an address, of the first byte that the shadow shows as
  /// uninitialized.
  private func emitChoice(_ builder: Builder, _ parameters: [Value]) -> Value {
    let number = IRShadowBuilder(builder: builder, module: module).and(
      firstByte(of: parameters[1], builder), word.constant(-Origin.granularity))
    return builder.load(
      originType, builder.offset(parameters[0], number), alignment: Origin.granularity
    ).value
  }

  private func returnSlot(
    _ builder: Builder
  ) -> (shadow: Value, origin: Value, token: Value) {
    let state = builder.call(hook(.getContextState), []).value
    return (
      builder.offset(state, ContextState.returnShadow),
      builder.offset(state, ContextState.returnOrigin),
      builder.offset(state, ContextState.returnToken)
    )
  }

  private func emitChain(_ builder: Builder, _ origin: Value, at address: Value, slots: Int) {
    let chained = builder.call(hook(.chainOrigin), [origin]).value
    for slot in 0..<slots {
      builder.store(
        chained, builder.offset(address, slot * Origin.granularity), alignment: Origin.granularity)
    }
  }
}

extension FunctionInstrumenter {
  /// Calls a local function at the builder's position.
  @discardableResult
  func callLocal(_ kind: LocalFunction, _ arguments: [Value]) -> Value {
    let call = builder.call(module.localFunction(kind, like: function), arguments)
    if kind.isCold {
      LLVMSetInstructionCallConv(call.ref, ModuleContext.preserveMost)
      call.add(module.context.attribute("nomerge"))
    }
    return call.value
  }
}

extension Function {
  /// Whether inline assembly of the function opens or closes access to user memory.
  func opensUserAccess(on target: any InstrumentedTarget) -> Bool {
    blocks.contains { block in
      block.instructions.contains { instruction in
        instruction.isCall && instruction.callee.isInlineAssembly
          && target.opensUserAccess(instruction.callee.assemblyText)
      }
    }
  }

  /// Takes over what decides how code is generated: processor, features, frame pointer, return
  /// thunks.
  func copyCodeGeneration(from model: Function) {
    for name in ["frame-pointer", "target-cpu", "target-features", "tune-cpu"] {
      guard let value = model.stringAttribute(name) else { continue }
      LLVMAddTargetDependentFunctionAttr(ref, name, value)
    }
    for kind in [
      AttributeKind("noredzone"), AttributeKind("fn_ret_thunk_extern"), AttributeKind("uwtable"),
      AttributeKind("noimplicitfloat"),
    ] {
      let index = LLVMAttributeIndex(bitPattern: Int32(LLVMAttributeFunctionIndex))
      if let attribute = LLVMGetEnumAttributeAtIndex(model.ref, index, kind.id) { add(attribute) }
    }
  }
}
