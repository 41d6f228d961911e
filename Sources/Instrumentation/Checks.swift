// Where a value is checked. One check per instruction: the shadows of everything that must be initialized are
// combined, and the origin is chosen on the cold path. Parts/CheckLedger.swift knows which checks are not needed
// again.

import CLLVM
import KMSANABI
import LLVMIR

/// A value that must be initialized, and what the operation uses it as.
struct CheckedOperand {
  let value: Value
  let role: String?

  init(_ value: Value, as role: String? = nil) {
    self.value = value
    self.role = role
  }
}

extension FunctionInstrumenter {
  /// Checks operands before the instruction at which the builder stands, which uses them.
  func check(_ operands: [CheckedOperand], of operation: CheckedOperation, callee: Value? = nil) {
    guard checks, place.checksOperands else { return }
    var parts: [(shadow: Value, origin: OriginRecipe)] = []
    var open: [CheckedOperand] = []
    var pending: [Value] = []
    for operand in operands {
      guard let shadow = shadow(of: operand.value), !shadow.isNull else { continue }
      let components = ledger.unchecked(shadow, in: place.block)
      if components.isEmpty { continue }
      parts.append((shadow, origin(of: operand.value)))
      open.append(operand)
      for component in components where !pending.contains(component) { pending.append(component) }
      for checked in components + [shadow] {
        ledger.note(checked: checked, in: place.block)
      }
    }
    if pending.isEmpty { return }
    onPoison(pending, .report(parts, description(of: operation, open, callee)))
  }

  func check(_ value: Value, of operation: CheckedOperation) {
    check([CheckedOperand(value)], of: operation)
  }

  /// Unites shadows of operands that matter only as a whole, and remembers the parts.
  func unite(_ a: Value, _ b: Value) -> Value {
    let result = algebra.or(a, b)
    ledger.note(result, unionOf: [a, b])
    return result
  }

  // MARK: Poisoned or not

  /// One bit: whether any bit of the shadow is set.
  func isPoisoned(_ shadow: Value) -> Value {
    let integer = flattened(shadow)
    if integer.type == module.bit { return integer }
    return algebra.compare(.ne, integer, integer.type.zero)
  }

  /// An integer that is zero iff all shadows are.
  func anyPoisoned(_ shadows: [Value]) -> Value {
    let integers = shadows.map(flattened)
    let widest = integers.map(\.type.integerWidth).max() ?? 1
    if widest <= 64 {
      return integers.dropFirst().reduce(algebra.zeroExtend(integers[0], to: widest)) {
        algebra.or($0, algebra.zeroExtend($1, to: widest))
      }
    }
    return integers.dropFirst().reduce(isPoisoned(integers[0])) { algebra.or($0, isPoisoned($1)) }
  }

  /// An integer that is zero iff the shadow is: aggregates are united, vectors reinterpreted.
  func flattened(_ shadow: Value) -> Value {
    let type = shadow.type
    if type.isInteger { return shadow }
    if shadow.isNull { return module.bit.zero }
    if type.isFixedVector {
      let width = module.layout.sizeInBits(type)
      return builder.cast(LLVMBitCast, shadow, to: module.context.integer(width))
    }
    let count = type.isStruct ? type.fields.count : type.arrayCount
    guard count > 0 else { return module.bit.zero }
    let parts = (0..<count).map { isPoisoned(builder.extract(shadow, $0)) }
    return parts.dropFirst().reduce(parts[0]) { algebra.or($0, $1) }
  }
}
