// The interpreter of ShadowAlgebra that emits LLVM IR.
//
// It applies the identities that keep shadow code small (x | 0, x & 0, …) while building, because
// most shadows are clean constants. Bit-vector semantics are LLVM's own.

import CLLVM
import LLVMIR
import ShadowAlgebra

/// Emits rules as instructions at the position of its builder.
struct IRShadowBuilder: ShadowBuilder {
  let builder: Builder
  let module: Module

  func width(of value: Value) -> Int { value.type.scalar.integerWidth }

  func constant(_ pattern: Int64, like value: Value) -> Value {
    constant(pattern, of: value.type)
  }

  func constant(_ pattern: Int64, of type: Type) -> Value {
    if pattern == 0 { return type.zero }
    if pattern == -1 { return type.allOnes }
    guard type.isFixedVector else { return type.constant(pattern) }
    let lane = type.element.constant(pattern)
    return .vector(Array(repeating: lane, count: type.vectorCount))
  }

  func knownConstant(_ value: Value) -> UInt64? {
    guard value.isConstant else { return nil }
    if value.type.isInteger { return value.integer ?? (value.isNull ? 0 : nil) }
    if value.isNull { return 0 }
    guard value.type.isFixedVector, let first = lane(value, 0)?.integer else { return nil }
    for index in 1..<max(value.type.vectorCount, 1)
    where lane(value, index)?.integer != first { return nil }
    return first
  }

  private func lane(_ value: Value, _ index: Int) -> Value? {
    Value(LLVMGetAggregateElement(value.ref, UInt32(index)))
  }

  func not(_ a: Value) -> Value { xor(a, a.type.allOnes) }

  func and(_ a: Value, _ b: Value) -> Value {
    if a.isNull || b.isNull { return a.type.zero }
    if isOnes(a) { return b }
    if isOnes(b) || a == b { return a }
    return builder.binary(LLVMAnd, a, b)
  }

  func or(_ a: Value, _ b: Value) -> Value {
    if a.isNull || isOnes(b) { return b }
    if b.isNull || isOnes(a) || a == b { return a }
    return builder.binary(LLVMOr, a, b)
  }

  func xor(_ a: Value, _ b: Value) -> Value {
    if a.isNull { return b }
    if b.isNull { return a }
    return a == b ? a.type.zero : builder.binary(LLVMXor, a, b)
  }

  func add(_ a: Value, _ b: Value) -> Value {
    if a.isNull { return b }
    return b.isNull ? a : builder.binary(LLVMAdd, a, b)
  }

  func sub(_ a: Value, _ b: Value) -> Value {
    if a == b { return a.type.zero }
    return b.isNull ? a : builder.binary(LLVMSub, a, b)
  }

  func mul(_ a: Value, _ b: Value) -> Value {
    if a.isNull || b.isNull { return a.type.zero }
    if knownConstant(b) == 1 { return a }
    return knownConstant(a) == 1 ? b : builder.binary(LLVMMul, a, b)
  }

  func shl(_ a: Value, _ amount: Value) -> Value { shift(LLVMShl, a, amount) }
  func lshr(_ a: Value, _ amount: Value) -> Value { shift(LLVMLShr, a, amount) }
  func ashr(_ a: Value, _ amount: Value) -> Value { shift(LLVMAShr, a, amount) }

  private func shift(_ opcode: LLVMOpcode, _ a: Value, _ amount: Value) -> Value {
    a.isNull || amount.isNull ? a : builder.binary(opcode, a, amount)
  }

  func compare(_ predicate: Predicate, _ a: Value, _ b: Value) -> Value {
    builder.compare(predicate.llvm, a, b)
  }

  func select(_ condition: Value, _ a: Value, _ b: Value) -> Value {
    if a == b { return a }
    if condition.isConstant, let known = knownConstant(condition) { return known != 0 ? a : b }
    if a.type == condition.type {
      if isOnes(a) { return or(condition, b) }
      if b.isNull { return and(condition, a) }
    }
    return builder.select(condition, a, b)
  }

  func truncate(_ a: Value, to width: Int) -> Value { cast(LLVMTrunc, a, width) }
  func zeroExtend(_ a: Value, to width: Int) -> Value { cast(LLVMZExt, a, width) }
  func signExtend(_ a: Value, to width: Int) -> Value { cast(LLVMSExt, a, width) }

  private func cast(_ opcode: LLVMOpcode, _ a: Value, _ width: Int) -> Value {
    let scalar = builder.context.integer(width)
    let type = a.type.isVector ? builder.context.vector(of: scalar, like: a.type) : scalar
    return a.isNull ? type.zero : builder.cast(opcode, a, to: type)
  }

  func byteSwap(_ a: Value) -> Value { unary(IntrinsicTable.shared.bswap, a) }
  func bitReverse(_ a: Value) -> Value { unary(IntrinsicTable.shared.bitreverse, a) }
  func populationCount(_ a: Value) -> Value { unary(IntrinsicTable.shared.ctpop, a) }
  func countLeadingZeros(_ a: Value) -> Value { count(IntrinsicTable.shared.ctlz, a) }
  func countTrailingZeros(_ a: Value) -> Value { count(IntrinsicTable.shared.cttz, a) }

  func extractBits(_ a: Value, _ mask: Value) -> Value {
    a.isNull ? a : permuteBits("pext", a, mask)
  }

  func depositBits(_ a: Value, _ mask: Value) -> Value {
    a.isNull ? a : permuteBits("pdep", a, mask)
  }

  /// Only the rules for these intrinsics ask for them, so that the processor has them where they stand.
  private func permuteBits(_ name: String, _ a: Value, _ mask: Value) -> Value {
    let id = Intrinsic.id("llvm.x86.bmi.\(name).\(a.type.integerWidth)")
    return builder.call(Intrinsic.declaration(id, in: module, []), [a, mask]).value
  }

  private func unary(_ id: UInt32, _ a: Value) -> Value {
    builder.call(Intrinsic.declaration(id, in: module, [a.type]), [a]).value
  }

  private func count(_ id: UInt32, _ a: Value) -> Value {
    let zeroIsPoison = builder.context.integer(1).zero
    return builder.call(Intrinsic.declaration(id, in: module, [a.type]), [a, zeroIsPoison]).value
  }

  private func isOnes(_ a: Value) -> Bool { a.isConstant && a == a.type.allOnes }
}

extension Predicate {
  var llvm: LLVMIntPredicate {
    switch self {
    case .eq: LLVMIntEQ
    case .ne: LLVMIntNE
    case .ugt: LLVMIntUGT
    case .uge: LLVMIntUGE
    case .ult: LLVMIntULT
    case .ule: LLVMIntULE
    case .sgt: LLVMIntSGT
    case .sge: LLVMIntSGE
    case .slt: LLVMIntSLT
    case .sle: LLVMIntSLE
    }
  }

  init?(_ predicate: LLVMIntPredicate) {
    guard let match = Predicate.allCases.first(where: { $0.llvm == predicate }) else { return nil }
    self = match
  }
}
