// The return slot of the context state: cleared before a call, read after it, written by the
// callee.

import CLLVM
import KMSANABI
import LLVMIR

extension FunctionInstrumenter {
  /// Marks the slot as clean at the builder's position.
  func clearReturnSlot(_ type: Type) {
    if !callsHooksOnly, module.layout.storeSize(type) <= module.layout.pointerSize {
      callLocal(.clearResult, [])
    } else {
      builder.store(
        type.zero, contextAddress(ContextState.returnShadow),
        alignment: ContextState.slotAlignment)
    }
  }

  /// Reads the shadow and the origin that a callee left.
  func readReturnSlot(_ type: Type) -> (shadow: Value, origin: Value) {
    if isSmallResult(type) {
      let pair = callLocal(.getResult(width: type.integerWidth), [])
      return (builder.extract(pair, 0), builder.extract(pair, 1))
    }
    return receive(type, from: .result)
  }

  /// Leaves a poisoned shadow and its origin for the caller.
  func writeReturnSlot(_ shadow: Value, _ origin: Value) {
    if isSmallResult(shadow.type) {
      callLocal(.setResult(width: shadow.type.integerWidth), [shadow, origin])
    } else {
      send(shadow, origin, to: .result)
    }
  }

  private func isSmallResult(_ type: Type) -> Bool {
    !callsHooksOnly && type.isInteger && [1, 8, 16, 32, 64].contains(type.integerWidth)
  }
}
