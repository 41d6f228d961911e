// What a function reads of its parameters' shadow, in its prologue, before a call can reuse the
// block.
//
// A parameter that is `noundef` was checked by the caller and is clean. A `byval` parameter is
// memory: its shadow is copied from the block to the shadow of the copy. Slots are aligned to 8
// bytes and are reserved for every sized parameter; what lies beyond the area counts as clean.
// Source: LLVM's KMSAN ABI, research by experiment with clang 22.

import CLLVM
import KMSANABI
import LLVMIR

/// A parameter and its place.
struct ParameterSlot {
  let value: Value
  let place: ArgumentPlace
  var offset: Int { place.offset }
  var size: Int { place.size }
  var byValueType: Type? { place.byValueType }
}

extension FunctionInstrumenter {
  /// The parameters that travel in the context state.
  func parameterSlots() -> [ParameterSlot] {
    let parameters = function.parameters
    return parameterPlaces().filter {
      $0.byValueType != nil || travels(parameters[$0.index], $0.index)
    }.map { ParameterSlot(value: parameters[$0.index], place: $0) }
  }

  /// Whether a parameter's shadow is read from the context state.
  func travels(_ parameter: Value, _ index: Int) -> Bool {
    guard module.shadowType(parameter.type) != nil else { return false }
    // The compiler itself made the address of a returned structure.
    if function.attribute(module.kinds.sret, parameter: index) != nil { return false }
    if function.attribute(module.kinds.byval, parameter: index) != nil { return false }
    return
      !(options.parameterChecks
      && function.attribute(module.kinds.noundef, parameter: index) != nil)
  }

  /// Reads the shadow of every parameter that is used.
  func beginPrologue() {
    builder.position(before: facts.prologueEnd)
    boundary.contextState.forget()
    let areDisturbed: Bool
    (boundary.variableArguments.areRead, areDisturbed) = findVariableArgumentUses()
    let slots = parameterSlots().filter(\.value.hasUses)
    takeToken(
      at: argumentToken(parameterPlaces()),
      clearing: slots.filter(isReceived).map {
        ClearedRange(offset: ContextState.paramShadow + $0.offset, size: Self.aligned($0.size))
      } + receivedVariableArguments)
    for slot in slots {
      if slot.byValueType != nil {
        copyByValueShadow(slot)
      } else if isReceived(slot) {
        loadParameter(slot)
      }
    }
    if areDisturbed { saveVariableArguments() }
  }

  /// Whether the shadow of a parameter is read from the block.
  private func isReceived(_ slot: ParameterSlot) -> Bool {
    guard checks, slot.size > 0, fits(slot.offset, slot.size, .parameters) else { return false }
    return slot.byValueType != nil || !isClean(slot.value)
  }

  private func loadParameter(_ slot: ParameterSlot) {
    guard let type = module.shadowType(slot.value.type) else { return }
    let received = receive(type, from: .parameters, at: slot.offset)
    set(slot.value, shadow: received.shadow, origin: .value(received.origin))
  }

  /// Gives a structure passed by value the shadow that its caller sent, or a clean one.
  private func copyByValueShadow(_ slot: ParameterSlot) {
    guard slot.size > 0 else { return }
    let metadata = lookUp(slot.value, size: slot.size, forStore: true)
    let size = module.word.constant(slot.size)
    guard isReceived(slot) else {
      builder.fill(metadata.shadow, byte: module.byte.zero, size: size, alignment: 1)
      return
    }
    builder.copy(
      to: metadata.shadow, from: contextAddress(ContextState.paramShadow + slot.offset),
      size: size, alignment: 1)
    builder.copy(
      to: metadata.origin, from: contextAddress(ContextState.paramOrigin + slot.offset),
      size: originBytes(slot.size), alignment: Origin.granularity)
  }
}
