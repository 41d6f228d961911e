// Variable arguments: what a caller sends of them.
//
// The block has one area for their shadow: first the registers that a callee saves, in the order of its
// save area, then the arguments on the stack, whose size is noted beside it. VariadicConvention.swift says
// where each argument lies. The stack's part begins where the registers end, which depends on the
// caller's features: a caller without vector registers marks its token. What goes beyond the area is
// missed, and what its part would cover is clean. ReceivedVariableArguments.swift is the other side.

import CLLVM
import KMSANABI
import LLVMIR

extension FunctionInstrumenter {
  /// How a call passes variable arguments; nil for a call that has none, and where that is not known.
  func variadicConvention(of call: Instruction) -> (any VariadicConvention)? {
    guard call.calledFunctionType.isVariadic else { return nil }
    return module.variadicConvention(call.callingConvention, in: function)
  }

  /// What a call sends of its variable arguments.
  func variableArguments(of call: Instruction) -> [SentArgument] {
    guard let convention = variadicConvention(of: call) else { return [] }
    if passesVariableArgumentsOn(call) { return [SentArgument(.received, .variableArguments)] }
    let layout = convention.layOut(passedArguments(of: call))
    let registersEnd = registersEnd(of: call, convention)
    return layout.pieces.compactMap { sent($0, of: call, registersEnd) }
      + [SentArgument(.variableSize(layout.stackSize), .variableArguments)]
  }

  /// Where the stack's part begins. A function that takes no tokens is compiled with this one, so that its
  /// features are known.
  private func registersEnd(
    of call: Instruction, _ convention: any VariadicConvention
  ) -> Int {
    guard let callee = call.callee.asFunction, module.isClosed(callee),
      let received = module.variadicConvention(callee.callingConvention, in: callee)
    else { return convention.registersEnd }
    return received.registersEnd
  }

  private func passedArguments(of call: Instruction) -> [PassedArgument] {
    let fixedCount = call.calledFunctionType.parameterCount
    return (0..<call.argumentCount).map { index in
      let isFixed = index < fixedCount
      let isOutside = module.kinds.outsideOfArguments.contains {
        call.attribute($0, parameter: index) != nil
      }
      return PassedArgument(
        groups: isOutside
          ? [] : shape(of: call, index).groups(function.vectorRegisters),
        isFixed: isFixed)
    }
  }

  private func shape(of call: Instruction, _ index: Int) -> ArgumentShape {
    guard let byValue = call.attribute(module.kinds.byval, parameter: index) else {
      let type = call.operand(index).type
      return type.hasFixedSize ? ArgumentShape(type, module.layout) : .aggregate([])
    }
    let type = Type(LLVMGetTypeAttributeValue(byValue))
    return .memory(
      size: ArgumentShape.size(module.layout.allocationSize(type)),
      alignment: call.stackAlignment(of: index, module.kinds) ?? module.layout.alignment(type))
  }

  private func sent(
    _ placed: PlacedPiece, of call: Instruction, _ registersEnd: Int
  ) -> SentArgument? {
    let offset: Int
    switch placed.place {
    case .register(let place):
      // A callee without these registers cannot receive what lies there.
      guard place < registersEnd else { return nil }
      offset = place
    case .stack(let place): offset = registersEnd + place
    case .reference: return nil
    }
    let (argument, bytes) = (call.operand(placed.argument), placed.piece.bytes)
    let room = ContextState.areaSize - offset
    guard room > 0, !bytes.isEmpty else { return nil }
    func send(_ content: SentArgument.Content) -> SentArgument {
      SentArgument(content, .variableArguments, offset)
    }
    if call.attribute(module.kinds.byval, parameter: placed.argument) != nil {
      return send(.memory(argument, size: min(bytes.count, room)))
    }
    guard bytes.count <= room else { return send(.clean(size: room)) }
    guard let shadow = shadow(of: argument) else { return nil }
    return send(
      isCheckedEagerly(call, placed.argument)
        ? .value(part(placed.piece, of: shadow.type.zero), .none)
        : .value(part(placed.piece, of: shadow), origin(of: argument)))
  }

  /// The shadow of a piece. One of a general register fills its word: a callee may look at more than was
  /// passed.
  private func part(_ piece: ArgumentPiece, of shadow: Value) -> Value {
    var part = piece.path.reduce(shadow) { builder.extract($0, $1) }
    if piece.bytes.count != module.layout.storeSize(part.type) {
      let whole = flattened(part)
      let amount = whole.type.constant(8 * piece.bytes.lowerBound)
      part = algebra.truncate(
        builder.binary(LLVMLShr, whole, amount), to: 8 * piece.bytes.count)
    }
    return piece.kind == .general && part.type.integerWidth < 64
      ? algebra.zeroExtend(part, to: 64) : part
  }

  // MARK: By reference

  /// Makes the copies that code generation would make of arguments which are passed by reference: a
  /// variable of its own has a shadow.
  func passReferences(_ call: Instruction) {
    guard let convention = variadicConvention(of: call), !call.isMustTail else { return }
    let pieces = convention.layOut(passedArguments(of: call)).pieces
    for placed in pieces where placed.place == .reference {
      let index = placed.argument
      let isOnly = pieces.count { $0.argument == index } == 1
      guard isOnly, call.attribute(module.kinds.byval, parameter: index) == nil,
        placed.piece.path.isEmpty, let shadow = shadow(of: call.operand(index))
      else { continue }
      let argument = call.operand(index)
      let copy = makeLocal(argument.type)
      builder.store(argument, copy.value, alignment: module.layout.alignment(argument.type))
      let metadata = lookUp(
        copy.value, size: module.layout.storeSize(shadow.type), forStore: true)
      let isChecked = isCheckedEagerly(call, index)
      send(
        isChecked ? shadow.type.zero : shadow, follow(origin(of: argument)),
        to: metadata)
      call.setOperand(index, copy.value)
      call.makeNotTail()
    }
  }
}

extension FunctionInstrumenter {
  /// A variable of the function's frame.
  private func makeLocal(_ type: Type) -> Instruction {
    elsewhere(before: function.entry.first ?? facts.prologueEnd) {
      builder.alloca(type, count: module.word.constant(1))
    }
  }
}

extension VariadicConvention {
  /// Where the arguments on the stack begin in the block.
  var registersEnd: Int { savedRegisters?.size ?? 0 }

  /// Whether the token of a call says that its area has no vector registers.
  var marksToken: Bool { savedRegisters?.size == ContextState.shortRegistersEnd }
}
