// The return slot of the context state: read after a call, written by the callee, and without tokens
// cleared before a call.

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
  func readReturnSlot(_ type: Type, from callee: Value) -> (shadow: Value, origin: Value) {
    let hasToken = carriesTokens(callee)
    if isSmallResult(type) {
      let kind = LocalFunction.getResult(width: type.integerWidth, token: hasToken)
      let pair = callLocal(kind, hasToken ? [callee] : [])
      return (builder.extract(pair, 0), builder.extract(pair, 1))
    }
    let received = receive(type, from: .result)
    return (hasToken ? returned(received.shadow, by: callee) : received.shadow, received.origin)
  }

  /// Leaves a shadow and its origin for the caller.
  func writeReturnSlot(_ shadow: Value, _ origin: Value) {
    if isSmallResult(shadow.type) {
      let kind = LocalFunction.setResult(width: shadow.type.integerWidth, token: hasTokens)
      callLocal(kind, [shadow, origin] + (hasTokens ? [function.value] : []))
      return
    }
    send(shadow, origin, to: .result)
    if hasTokens { signResult() }
  }

  func isSmallResult(_ type: Type) -> Bool {
    !callsHooksOnly && type.isInteger && [1, 8, 16, 32, 64].contains(type.integerWidth)
  }
}
