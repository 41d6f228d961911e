// Functions of lanes, of which floating-point arithmetic is the most frequent kind: one poisoned bit can
// change every bit of the result, so that the whole lane is poisoned.
//
//     %r = fadd <2 x float> %a, %b     %s = or <2 x i32> %sa, %sb
//                                      %any = icmp ne <2 x i32> %s, zeroinitializer
//                                      %sr = sext <2 x i1> %any to <2 x i32>

import CLLVM
import LLVMIR
import ShadowAlgebra

extension FunctionInstrumenter {
  /// Operands with other lanes than the result, or none, poison all lanes.
  func propagateLanes(_ function: LaneFunction, _ instruction: Instruction) {
    guard !isClean(instruction.value), let type = module.shadowType(instruction.type) else {
      return
    }
    let operands = (0..<instruction.operandCountWithoutCallee).map { instruction.operand($0) }
    let shadows = operands.compactMap { shadow(of: $0) }
    let result = laneShadow(function, shadows, type)
    set(instruction, shadow: result, origin: recipe(of: operands))
    if !function.isBitwise { ledger.note(result, unionOf: shadows.filter { !$0.isNull }) }
  }

  /// The result is poisoned as a whole if any bit of an operand is.
  func propagateToAll(_ instruction: Instruction) {
    guard !isClean(instruction.value), let type = module.shadowType(instruction.type) else {
      return
    }
    let operands = (0..<instruction.operandCountWithoutCallee).map { instruction.operand($0) }
    let shadows = operands.compactMap { shadow(of: $0) }.filter { !$0.isNull }
    let result = shadows.reduce(type.zero) { algebra.or($0, poisonedIf(isPoisoned($1), type)) }
    set(instruction, shadow: result, origin: recipe(of: operands))
    ledger.note(result, unionOf: shadows)
  }

  /// A shadow of another type: lanes by their poison where it has as many, all by any poison elsewhere.
  func spread(_ shadow: Value, to type: Type) -> Value { laneShadow(.other, [shadow], type) }

  private func laneShadow(
    _ function: LaneFunction, _ shadows: [Value], _ type: Type
  ) -> Value {
    if type.isStruct {
      return type.fields.enumerated().reduce(type.zero) { result, field in
        builder.insert(laneShadow(function, shadows, field.element), into: result, field.offset)
      }
    }
    let parallel = shadows.filter { $0.type.hasLanes(of: type) }
    let width = type.scalar.integerWidth
    var rules = algebra
    let lanes =
      parallel.isEmpty
      ? type.zero : rules.propagate(function, shadows: parallel, to: width, rules: options.rules)
    return shadows.filter { !$0.isNull && !$0.type.hasLanes(of: type) }.reduce(lanes) {
      algebra.or($0, poisonedIf(isPoisoned($1), type))
    }
  }

  /// All bits poisoned, or none.
  private func poisonedIf(_ condition: Value, _ type: Type) -> Value {
    type.isInteger
      ? algebra.signExtend(condition, to: type.integerWidth)
      : builder.select(condition, allPoisoned(type), type.zero)
  }
}

extension Type {
  /// Whether this and another type have as many lanes, or none.
  fileprivate func hasLanes(of other: Type) -> Bool {
    if !isVector || !other.isVector { return isInteger && other.isInteger }
    return vectorCount == other.vectorCount
  }
}

extension LaneFunction {
  init?(_ opcode: LLVMOpcode) {
    switch opcode {
    case LLVMFNeg: self = .fneg
    case LLVMFAdd: self = .fadd
    case LLVMFSub: self = .fsub
    case LLVMFMul: self = .fmul
    case LLVMFDiv: self = .fdiv
    case LLVMFRem: self = .frem
    case LLVMFPTrunc: self = .fptrunc
    case LLVMFPExt: self = .fpext
    case LLVMFPToSI: self = .fptosi
    case LLVMFPToUI: self = .fptoui
    case LLVMSIToFP: self = .sitofp
    case LLVMUIToFP: self = .uitofp
    default: return nil
    }
  }
}
