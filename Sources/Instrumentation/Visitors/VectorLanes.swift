// Lanes of vector intrinsics: which are uninitialized, which a mask chooses, and how they stand.

import CLLVM
import LLVMIR
import ShadowAlgebra

extension FunctionInstrumenter {
  // MARK: Uninitialized lanes

  /// One bit for each lane: is it uninitialized in any of the vectors?
  func poisonedLanes(_ operands: [Value]) -> Value {
    let lanes = operands.map { poisoned(shadowOrZero($0)) }
    return lanes.dropFirst().reduce(lanes[0]) { algebra.or($0, $1) }
  }

  /// All bits of the lanes, as many lanes as the type has; further ones are clean.
  func resized(_ lanes: Value, to type: Type) -> Value {
    let result = withCount(type.vectorCount, lanes)
    return algebra.signExtend(result, to: type.element.integerWidth)
  }

  /// The lanes of which one bit is given, or those of `other`, as the mask says.
  func masked(_ lanes: Value, mask: Value?, other: Value?, _ type: Type) -> Value {
    guard let mask else { return resized(lanes, to: type) }
    let count = min(lanes.type.vectorCount, type.vectorCount)
    let width = type.element.integerWidth
    let shadow = algebra.signExtend(withCount(count, lanes), to: width)
    return chosen(shadow, mask: mask, other: other, type)
  }

  /// The lanes where the mask is 1, those of `other`, or 0, elsewhere; all bits of a lane whose bit
  /// of the mask is uninitialized. Lanes that `lanes` does not have are 0, whatever the mask.
  func chosen(_ lanes: Value, mask: Value, other: Value?, _ type: Type) -> Value {
    let count = lanes.type.vectorCount
    let choice = withCount(count, lanewise(mask))
    let uncertain = withCount(count, lanewise(shadowOrZero(mask)))
    let rest = other.map { withCount(count, shadowOrZero($0)) } ?? lanes.type.zero
    var result = algebra.select(choice, lanes, rest)
    if !uncertain.isNull {
      result = algebra.or(
        result, algebra.signExtend(uncertain, to: lanes.type.element.integerWidth))
    }
    return withCount(type.vectorCount, result)
  }

  /// A mask as a vector of bits.
  private func lanewise(_ mask: Value) -> Value {
    if mask.type.isVector { return mask }
    let bits = module.context.vector(of: module.bit, count: mask.type.integerWidth)
    return builder.cast(LLVMBitCast, mask, to: bits)
  }

  // MARK: The first lane

  func firstLaneShadow(
    _ operands: [Value], rest: Value?, mask: Value?, other: Value?, _ type: Type
  ) -> Value {
    var lane = algebra.signExtend(firstPoisoned(operands), to: type.element.integerWidth)
    if let mask {
      let kept = other.map { first(shadowOrZero($0)) } ?? lane.type.zero
      lane = algebra.select(first(lanewise(mask)), lane, kept)
      let uncertain = first(lanewise(shadowOrZero(mask)))
      lane = algebra.or(lane, algebra.signExtend(uncertain, to: type.element.integerWidth))
    }
    let others = rest.map(shadowOrZero) ?? type.zero
    return builder.insertElement(lane, into: others, module.word.zero)
  }

  func scalarShadow(_ operands: [Value], isBit: Bool, mask: Value?, _ type: Type) -> Value {
    var bit = firstPoisoned(operands)
    if let mask {
      let uncertain = first(lanewise(shadowOrZero(mask)))
      bit = algebra.or(algebra.and(bit, first(lanewise(mask))), uncertain)
    }
    return isBit
      ? algebra.zeroExtend(bit, to: type.integerWidth)
      : algebra.signExtend(bit, to: type.integerWidth)
  }

  /// One bit: is the first lane, or the scalar, uninitialized in any operand?
  private func firstPoisoned(_ operands: [Value]) -> Value {
    operands.map { isPoisoned(first(shadowOrZero($0))) }.reduce(module.bit.zero) {
      algebra.or($0, $1)
    }
  }

  private func first(_ vector: Value) -> Value {
    vector.type.isVector ? builder.extractElement(vector, module.word.zero) : vector
  }

  // MARK: Arrangement

  /// The lanes with these numbers; the second vector's follow those of the first.
  func lanes(_ numbers: [Int], of a: Value, _ b: Value? = nil) -> Value {
    let second = b ?? a.type.zero
    if a.isNull, second.isNull {
      return module.context.vector(of: a.type.element, count: numbers.count).zero
    }
    return builder.shuffle(a, second, mask: .vector(numbers.map(module.originType.constant)))
  }

  /// The first so many lanes, with lanes of 0 behind.
  func withCount(_ count: Int, _ vector: Value) -> Value {
    let own = vector.type.vectorCount
    if count == own { return vector }
    return lanes((0..<count).map { min($0, own) }, of: vector)
  }

  func joined(_ a: Value, _ b: Value) -> Value {
    lanes(Array(0..<2 * a.type.vectorCount), of: a, b)
  }

  /// For each 128 bits of the operands, the lanes of `a`, then those of `b`. The lanes are what is
  /// left of twice as wide ones, so that 64 bits of each stand together.
  func interleaved(_ a: Value, _ b: Value) -> Value {
    let count = a.type.vectorCount
    let group = 64 / a.type.element.integerWidth
    let numbers = stride(from: 0, to: count, by: group).flatMap { start in
      Array(start..<start + group) + Array(count + start..<count + start + group)
    }
    return lanes(numbers, of: a, b)
  }

  /// The even and the odd lanes, for each 128 bits those of `a`, then those of `b`.
  func neighbours(_ a: Value, _ b: Value) -> (even: Value, odd: Value) {
    let count = a.type.vectorCount
    let group = 128 / a.type.element.integerWidth
    let even = stride(from: 0, to: count, by: group).flatMap { start in
      [start, count + start].flatMap { Array(stride(from: $0, to: $0 + group, by: 2)) }
    }
    return (lanes(even, of: a, b), lanes(even.map { $0 + 1 }, of: a, b))
  }

  /// The even and the odd lanes of one vector.
  func halves(_ vector: Value) -> (even: Value, odd: Value) {
    let even = Array(stride(from: 0, to: vector.type.vectorCount, by: 2))
    return (lanes(even, of: vector), lanes(even.map { $0 + 1 }, of: vector))
  }

  /// The sign bits of all lanes, as an integer.
  func signs(_ vector: Value) -> Value {
    let negative = algebra.compare(.slt, vector, vector.type.zero)
    return builder.cast(
      LLVMBitCast, negative, to: module.context.integer(vector.type.vectorCount))
  }

  /// Zero-extended, or truncated where no bit is lost that the type could have.
  func extended(_ integer: Value, to type: Type) -> Value {
    algebra.zeroExtend(integer, to: type.integerWidth)
  }
}
