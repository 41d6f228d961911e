// Getelementptr, structure and vector elements, shuffles: the same operation on the shadows.

import CLLVM
import LLVMIR

extension FunctionInstrumenter {
  /// An address is poisoned when its base or an index is.
  func visitGetElementPointer(_ instruction: Instruction) {
    guard !isClean(instruction.value), let type = module.shadowType(instruction.type) else {
      return
    }
    var result = type.zero
    let operands = (0..<instruction.operandCount).map { instruction.operand($0) }
    for operand in operands {
      guard let shadow = shadow(of: operand), !shadow.isNull else { continue }
      let resized = resize(shadow, to: type)
      ledger.note(resized, unionOf: [shadow])
      result = unite(result, resized)
    }
    set(instruction, shadow: result, origin: recipe(of: operands))
  }

  /// A shadow of the same poison in another integer type: wider by zeros, narrower by "any bit".
  private func resize(_ shadow: Value, to type: Type) -> Value {
    if shadow.type == type { return shadow }
    let sameShape = shadow.type.isVector == type.isVector
    guard sameShape, shadow.type.scalar.integerWidth <= type.scalar.integerWidth else {
      return spread(shadow, to: type)
    }
    return algebra.zeroExtend(shadow, to: type.scalar.integerWidth)
  }

  func visitExtractValue(_ instruction: Instruction) {
    guard !isClean(instruction.value), var shadow = shadow(of: instruction.operand(0)) else {
      return
    }
    for index in instruction.indices { shadow = builder.extract(shadow, index) }
    set(instruction, shadow: shadow, origin: origin(of: instruction.operand(0)))
  }

  func visitInsertValue(_ instruction: Instruction) {
    guard !isClean(instruction.value), let aggregate = shadow(of: instruction.operand(0)),
      let element = shadow(of: instruction.operand(1))
    else { return }
    let result = insert(element, into: aggregate, instruction.indices[...])
    set(
      instruction, shadow: result,
      origin: recipe(of: [instruction.operand(1), instruction.operand(0)]))
  }

  private func insert(_ element: Value, into aggregate: Value, _ path: ArraySlice<Int>) -> Value {
    guard let index = path.first else { return element }
    let inner =
      path.count == 1
      ? element
      : insert(element, into: builder.extract(aggregate, index), path.dropFirst())
    return builder.insert(inner, into: aggregate, index)
  }

  func visitExtractElement(_ instruction: Instruction) {
    let (vector, index) = (instruction.operand(0), instruction.operand(1))
    check(index, of: .vectorElement)
    guard !isClean(instruction.value), let shadow = shadow(of: vector) else { return }
    set(instruction, shadow: builder.extractElement(shadow, index), origin: origin(of: vector))
  }

  func visitInsertElement(_ instruction: Instruction) {
    let (vector, element) = (instruction.operand(0), instruction.operand(1))
    check(instruction.operand(2), of: .vectorElement)
    guard !isClean(instruction.value), let into = shadow(of: vector),
      let inserted = shadow(of: element)
    else { return }
    set(
      instruction, shadow: builder.insertElement(inserted, into: into, instruction.operand(2)),
      origin: recipe(of: [element, vector]))
  }

  func visitShuffle(_ instruction: Instruction) {
    let (a, b) = (instruction.operand(0), instruction.operand(1))
    guard !isClean(instruction.value), let shadowA = shadow(of: a), let shadowB = shadow(of: b)
    else { return }
    let int = module.context.integer(32)
    let undefined = LLVMGetUndefMaskElem()
    let anyLane = int.poison.ref
    // An undefined lane stays undefined, that is poison in the shadow; the lane's value is unusable
    // too.
    var lanes: [LLVMValueRef?] = instruction.shuffleMask.map {
      $0 == undefined ? anyLane : int.constant(Int($0)).ref
    }
    let mask: Value = Value(LLVMConstVector(&lanes, UInt32(lanes.count)))
    set(
      instruction, shadow: builder.shuffle(shadowA, shadowB, mask: mask),
      origin: recipe(of: [a, b]))
  }
}
