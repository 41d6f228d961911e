// Everything that a propagation rule covers: integer arithmetic, comparisons, casts, select. The
// rules are ShadowAlgebra's; here operands are found and types are matched. Floating-point operations are in
// Lanes.swift.

import CLLVM
import LLVMIR
import ShadowAlgebra

extension FunctionInstrumenter {
  func visitBinary(_ instruction: Instruction) {
    guard let operation = Operation(instruction.opcode) else {
      return propagateLanes(LaneFunction(instruction.opcode) ?? .other, instruction)
    }
    if operation.divides { check(instruction.operand(1), of: .division) }
    propagate(operation, instruction, [instruction.operand(0), instruction.operand(1)])
  }

  func visitIntegerComparison(_ instruction: Instruction) {
    guard let predicate = Predicate(instruction.integerPredicate) else {
      return visitStrictly(instruction)
    }
    propagate(.icmp(predicate), instruction, [instruction.operand(0), instruction.operand(1)])
  }

  func visitCast(_ instruction: Instruction) {
    let operand = instruction.operand(0)
    guard !isClean(instruction.value), let type = module.shadowType(instruction.type) else {
      return
    }
    guard let shadow = shadow(of: operand) else { return visitStrictly(instruction) }
    let width = type.scalar.isInteger ? type.scalar.integerWidth : 0
    let from = shadow.type.scalar.isInteger ? shadow.type.scalar.integerWidth : 0
    switch instruction.opcode {
    case LLVMTrunc: propagate(.trunc(to: width), instruction, [operand])
    case LLVMZExt: propagate(.zext(to: width), instruction, [operand])
    case LLVMSExt: propagate(.sext(to: width), instruction, [operand])
    case LLVMBitCast:
      let result = builder.cast(LLVMBitCast, shadow, to: type)
      set(instruction, shadow: result, origin: origin(of: operand))
    case LLVMPtrToInt, LLVMIntToPtr, LLVMPtrToAddr, LLVMAddrSpaceCast:
      let result =
        width > from
        ? algebra.zeroExtend(shadow, to: width) : algebra.truncate(shadow, to: width)
      if width >= from { ledger.note(result, unionOf: [shadow]) }
      set(instruction, shadow: result, origin: origin(of: operand))
    default: propagateLanes(LaneFunction(instruction.opcode) ?? .other, instruction)
    }
  }

  func visitSelect(_ instruction: Instruction) {
    guard !isClean(instruction.value), module.shadowType(instruction.type) != nil else { return }
    let condition = instruction.operand(0)
    let (a, b) = (instruction.operand(1), instruction.operand(2))
    guard let shadowA = shadow(of: a), let shadowB = shadow(of: b),
      let shadowC = shadow(of: condition)
    else { return visitStrictly(instruction) }
    let isUniform = !instruction.type.isVector || condition.type.isVector
    let shadow: Value
    if shadowC.isNull {
      shadow = algebra.select(condition, shadowA, shadowB)
    } else if shadowA.type.scalar.isInteger, isUniform, let x = shadowed(a), let y = shadowed(b) {
      let control = ShadowedValue(value: condition, shadow: shadowC)
      var rules = algebra
      shadow = rules.propagate(.select, [control, x, y], rules: options.rules)
    } else {
      // One condition for a whole aggregate or vector: unknown which, so all of it is poisoned.
      let chosen = algebra.select(condition, shadowA, shadowB)
      shadow = builder.select(shadowC, allPoisoned(shadowA.type), chosen)
    }
    set(instruction, shadow: shadow, origin: selectOrigin(instruction, condition, shadowC, a, b))
  }

  private func selectOrigin(
    _ instruction: Instruction, _ condition: Value, _ shadow: Value, _ a: Value, _ b: Value
  ) -> OriginRecipe {
    let isScalar = !condition.type.isVector
    let (originA, originB) = (origin(of: a), origin(of: b))
    let chosen: OriginRecipe
    if originA.isNone {
      chosen = originB
    } else if originB.isNone {
      chosen = originA
    } else if isScalar {
      chosen = .select(condition: condition, originA, originB)
    } else {
      chosen = recipe(of: [a, b])
    }
    if shadow.isNull { return chosen }
    return combine(
      [(shadow, origin(of: condition)), (shadow, chosen)].filter { !$0.origin.isNone })
  }

  func allPoisoned(_ type: Type) -> Value {
    if !type.isAggregate { return type.allOnes }
    let count = type.isStruct ? type.fields.count : type.arrayCount
    var result = type.zero
    for index in 0..<count {
      let field = type.isStruct ? type.fields[index] : type.element
      result = builder.insert(allPoisoned(field), into: result, index)
    }
    return result
  }

  /// Copies the operand's shadow: `freeze` picks a value for the uninitialized bits, and that value
  /// is still not the programmer's. LLVM's rules call it clean.
  func visitFreeze(_ instruction: Instruction) {
    guard options.rules != .llvm else { return }
    propagateCopy(instruction, of: instruction.operand(0))
  }

  func propagateCopy(_ instruction: Instruction, of operand: Value) {
    guard !isClean(instruction.value), let shadow = shadow(of: operand),
      module.shadowType(instruction.type) == shadow.type
    else { return }
    set(instruction, shadow: shadow, origin: origin(of: operand))
  }

  /// Applies a rule to operands of the instruction.
  func propagate(_ operation: Operation, _ instruction: Instruction, _ operands: [Value]) {
    guard !isClean(instruction.value), let type = module.shadowType(instruction.type) else {
      return
    }
    let pairs = operands.compactMap(shadowed)
    guard pairs.count == operands.count else {
      return propagateToAll(instruction)
    }
    // The recipe comes first: what it emits must be there on the shadow's cold path, too.
    let origin = recipe(of: operands)
    let shadow: Value
    if let guarded = guardedShadow(operation, pairs, origin: origin, type: type) {
      shadow = guarded
      set(instruction, shadow: shadow, origin: .guarded(by: guarded, origin))
    } else {
      var rules = algebra
      shadow = rules.propagate(operation, pairs, rules: options.rules)
      set(instruction, shadow: shadow, origin: origin)
    }
    if operation.isPoisonedWithOperand {
      ledger.note(shadow, unionOf: pairs.map(\.shadow))
    } else {
      ledger.note(shadow, computedFrom: pairs.map(\.shadow))
    }
  }
}

extension Instruction {
  /// Operands without the callee of a call.
  var operandCountWithoutCallee: Int { isCall ? argumentCount : operandCount }
}

extension Operation {
  init?(_ opcode: LLVMOpcode) {
    switch opcode {
    case LLVMAnd: self = .and
    case LLVMOr: self = .or
    case LLVMXor: self = .xor
    case LLVMAdd: self = .add
    case LLVMSub: self = .sub
    case LLVMMul: self = .mul
    case LLVMUDiv: self = .udiv
    case LLVMSDiv: self = .sdiv
    case LLVMURem: self = .urem
    case LLVMSRem: self = .srem
    case LLVMShl: self = .shl
    case LLVMLShr: self = .lshr
    case LLVMAShr: self = .ashr
    default: return nil
    }
  }

  /// Whether the operation traps on some second operand, so that its use is checked.
  var divides: Bool {
    switch self {
    case .udiv, .sdiv, .urem, .srem: true
    default: false
    }
  }

  /// Whether the result is poisoned exactly when an operand is.
  var isPoisonedWithOperand: Bool {
    switch self {
    case .xor, .zext, .sext, .bswap, .bitreverse: true
    default: false
    }
  }
}
