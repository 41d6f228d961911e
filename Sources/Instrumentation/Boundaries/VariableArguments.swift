// Variable arguments on x86-64.
//
// The caller classifies the arguments as the ABI does and writes their shadow in the layout of the
// register save area (6 general registers, then 8 vector registers unless SSE is off), followed by
// the arguments on the stack, whose size it notes. The callee, after va_start, copies that shadow
// to where the va_list points. Nothing may be called between the entry and that copy, else the
// block is saved first. Source: System V ABI for AMD64, "Variable Argument Lists"; the layout is
// LLVM's.

import CLLVM
import KMSANABI
import LLVMIR

/// What a function with va_start has saved of the block.
struct VariableArgumentsState {
  /// Copies of the shadow and of the origins, made in the prologue.
  var saved: (shadow: Value, origin: Value, overflow: Value)?
}

/// The register save area and the va_list of x86-64.
private enum SaveArea {
  static let registerSize = 8
  static let generalSize = 48
  static let vectorRegisterSize = 16
  static let vectorEnd = 176
  static let listSize = 24
  static let overflowPointerOffset = 8
  static let registersPointerOffset = 16
}

private enum ArgumentClass {
  case general, vector, memory

  init(_ type: Type) {
    if type.isPointer || type.isInteger && type.integerWidth <= 64 {
      self = .general
    } else if type.scalar.isFloatingPoint, type.kind != LLVMX86_FP80TypeKind {
      self = .vector
    } else {
      self = .memory
    }
  }
}

extension FunctionInstrumenter {
  private var isSupportedTarget: Bool { module.module.target.hasPrefix("x86_64") }

  /// Where the arguments on the stack begin in the block: behind the registers that are saved.
  private var overflowStart: Int {
    let features = function.stringAttribute("target-features") ?? ""
    return features.contains("-sse,") || features.hasSuffix("-sse")
      ? SaveArea.generalSize : SaveArea.vectorEnd
  }

  // MARK: Caller

  func variableArguments(of call: Instruction) -> [SentArgument] {
    guard isSupportedTarget else { return [] }
    var result: [SentArgument] = []
    let fixedCount = call.calledFunctionType.parameterCount
    let start = overflowStart
    var (general, vector, overflow) = (0, SaveArea.generalSize, start)
    for index in 0..<call.argumentCount {
      let argument = call.operand(index)
      let isFixed = index < fixedCount
      guard argument.type.hasFixedSize else { continue }
      if let byValue = call.attribute(module.kinds.byval, parameter: index) {
        if isFixed { continue }
        let type = Type(LLVMGetTypeAttributeValue(byValue))
        result.append(SentArgument(.memory(argument, type), .variableArguments, overflow))
        overflow += Self.aligned(module.layout.allocationSize(type))
        continue
      }
      let offset: Int
      switch ArgumentClass(argument.type) {
      case .general where general < SaveArea.generalSize:
        offset = general
        general += SaveArea.registerSize
      case .vector where vector < start:
        offset = vector
        vector += SaveArea.vectorRegisterSize
      default:
        if isFixed { continue }
        offset = overflow
        overflow += Self.aligned(module.layout.allocationSize(argument.type))
      }
      guard !isFixed, let shadow = shadow(of: argument),
        fits(offset, module.layout.storeSize(shadow.type), .variableArguments)
      else { continue }
      let sent = isCheckedEagerly(call, index) ? shadow.type.zero : shadow
      result.append(
        SentArgument(.value(sent, origin(of: argument)), .variableArguments, offset))
    }
    return result + [SentArgument(.variableSize(overflow - start), .variableArguments)]
  }

  // MARK: Callee

  /// What a function with variable arguments reads of the block.
  var receivedVariableArguments: [ClearedRange] {
    guard isSupportedTarget, checks, function.type.isVariadic else { return [] }
    return [
      ClearedRange(offset: ContextState.variadicShadow, size: ContextState.areaSize),
      // How much is on the stack, nobody knows.
      ClearedRange(offset: ContextState.variadicOverflowSize, size: 8, byte: -1),
    ]
  }

  func visitVariadicStart(_ call: Instruction) {
    let list = call.operand(0)
    check(list, of: .variableArguments)
    guard isSupportedTarget, hasMetadata(list), let next = call.next else { return }
    builder.position(before: next)
    unpoisonList(list)
    let source = variableArgumentSource()
    let start = overflowStart
    copyMetadata(
      to: pointer(in: list, SaveArea.registersPointerOffset), from: source, at: 0,
      size: module.word.constant(start))
    let stack = pointer(in: list, SaveArea.overflowPointerOffset)
    copyMetadata(to: stack, from: source, at: start, size: sizeOnStack(stack, source.overflow))
  }

  /// The bytes of variable arguments on the stack whose shadow is known: those that the caller noted.
  /// When the caller is not instrumented, what the block can hold at most, as far as the stack goes:
  /// the caller's own frame, which nobody marked as initialized, and behind which there may be no
  /// memory.
  private func sizeOnStack(_ stack: Value, _ overflow: Value) -> Value {
    guard hasTokens, let stackSize = module.options.stackSize else { return overflow }
    let address = builder.cast(LLVMPtrToInt, stack, to: module.word)
    let offset = algebra.and(address, module.word.constant(stackSize - 1))
    let inStack = algebra.sub(module.word.constant(stackSize), offset)
    let isUnknown = algebra.compare(.eq, overflow, overflowMax)
    let isBeyond = algebra.compare(.ult, inStack, overflow)
    return algebra.select(algebra.and(isUnknown, isBeyond), inStack, overflow)
  }

  private var overflowMax: Value {
    module.word.constant(ContextState.areaSize - overflowStart)
  }

  func visitVariadicCopy(_ call: Instruction) {
    let list = call.operand(0)
    check([CheckedOperand(list), CheckedOperand(call.operand(1))], of: .variableArguments)
    guard isSupportedTarget, hasMetadata(list), let next = call.next else { return }
    builder.position(before: next)
    unpoisonList(list)
  }

  private func unpoisonList(_ list: Value) {
    let metadata = lookUp(list, size: SaveArea.listSize, forStore: true)
    builder.fill(
      metadata.shadow, byte: module.byte.zero, size: module.word.constant(SaveArea.listSize),
      alignment: 8)
  }

  private func pointer(in list: Value, _ offset: Int) -> Value {
    builder.load(module.pointer, builder.offset(list, offset), alignment: 8).value
  }

  private func copyMetadata(
    to area: Value, from source: (shadow: Value, origin: Value, overflow: Value), at offset: Int,
    size: Value
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

  /// The block itself when nothing was called since the entry, else the copy made in the prologue.
  private func variableArgumentSource() -> (shadow: Value, origin: Value, overflow: Value) {
    if let saved = variableArguments.saved { return saved }
    if currentBlock == 0, callCount == 0 {
      return (
        contextAddress(ContextState.variadicShadow), contextAddress(ContextState.variadicOrigin),
        boundedOverflow()
      )
    }
    let cached = contextState.current
    contextState.forget()
    let saved = elsewhere(before: prologueEnd) {
      () -> (shadow: Value, origin: Value, overflow: Value) in
      let overflow = boundedOverflow()
      let size = algebra.add(overflow, module.word.constant(overflowStart))
      let shadow = builder.alloca(module.byte, count: size)
      shadow.alignment = 8
      let origin = builder.alloca(module.byte, count: size)
      origin.alignment = 8
      builder.copy(
        to: shadow.value, from: contextAddress(ContextState.variadicShadow), size: size,
        alignment: 8)
      builder.copy(
        to: origin.value, from: contextAddress(ContextState.variadicOrigin), size: size,
        alignment: 8)
      return (shadow.value, origin.value, overflow)
    }
    contextState.forget()
    if let cached { contextState.remember(cached) }
    variableArguments.saved = saved
    return saved
  }

  /// What the caller noted, never more than the block holds: an uninstrumented caller notes
  /// nothing.
  private func boundedOverflow() -> Value {
    let noted = builder.load(
      module.word, contextAddress(ContextState.variadicOverflowSize), alignment: 8
    ).value
    return algebra.select(algebra.compare(.ult, noted, overflowMax), noted, overflowMax)
  }
}
