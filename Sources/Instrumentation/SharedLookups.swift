// Which accesses lie in the same aligned word, so that one look-up serves them all.
//
// The metadata of a page is contiguous, that of two pages need not be. A part of an aligned word
// never crosses a page. That a base is aligned is known from the declaration of its memory, or from
// an access through it that has been executed: that access would have been undefined otherwise.

import CLLVM
import LLVMIR

/// An aligned word of memory: the base pointer and the word's offset from it.
struct WordKey: Hashable {
  let base: Value
  let offset: Int
}

/// The words whose metadata is at hand, per block: looked up on every way into the block. Where the
/// metadata of an address lies does not change while the program may access it, so calls forget
/// nothing.
struct SharedWords {
  var current: [WordKey: Metadata] = [:]
  private var exits: [[WordKey: Metadata]?]

  init(blockCount: Int) { exits = Array(repeating: nil, count: blockCount) }

  mutating func enter(_ block: Int, _ flow: Dominators) {
    let predecessors = flow.predecessors[block]
    guard let first = predecessors.first, var common = exits[first] else {
      current = [:]
      return
    }
    for predecessor in predecessors.dropFirst() where !common.isEmpty {
      guard let other = exits[predecessor] else {
        common = [:]
        break
      }
      common = common.filter { other[$0.key] == $0.value }
    }
    current = common
  }

  mutating func leave(_ block: Int) { exits[block] = current }
}

extension FunctionInstrumenter {
  /// Bytes of the unit whose metadata is looked up.
  static let wordSize = 8

  /// The aligned word that holds the whole access, and where in it the access begins.
  func wordAround(_ access: Access) -> (key: WordKey, delta: Int)? {
    guard access.size > 0, access.size <= Self.wordSize else { return nil }
    let (base, offset) = decompose(access.address)
    if access.alignment > 1, offset % access.alignment == 0 {
      note(base, alignedTo: access.alignment)
    }
    guard isAligned(base, to: Self.wordSize) else {
      return isAlignedWord(access)
        ? (WordKey(base: base, offset: offset), 0) : nil
    }
    let delta = ((offset % Self.wordSize) + Self.wordSize) % Self.wordSize
    guard delta + access.size <= Self.wordSize else { return nil }
    return (WordKey(base: base, offset: offset - delta), delta)
  }

  private func isAlignedWord(_ access: Access) -> Bool {
    access.size == Self.wordSize && access.alignment >= Self.wordSize
  }

  private func note(_ base: Value, alignedTo alignment: Int) {
    if isAligned(base, to: alignment) { return }
    baseAlignments[base, default: []].append((currentBlock, alignment))
  }

  private func isAligned(_ base: Value, to alignment: Int) -> Bool {
    if base.isAlloca { return Instruction(base.ref).alignment >= alignment }
    guard let facts = baseAlignments[base] else { return false }
    return facts.contains { $0.alignment >= alignment && flow.dominates($0.block, currentBlock) }
  }

  /// The pointer and the constant number of bytes that an address is made of.
  private func decompose(_ address: Value) -> (base: Value, offset: Int) {
    var (base, offset) = (address, 0)
    while base.isInstruction {
      let instruction = Instruction(base.ref)
      guard instruction.opcode == LLVMGetElementPtr, !instruction.type.isVector,
        let step = constantOffset(instruction)
      else { break }
      offset += step
      base = instruction.operand(0)
    }
    return (base, offset)
  }

  /// The bytes that a getelementptr adds, when all its indices are constants.
  private func constantOffset(_ instruction: Instruction) -> Int? {
    var type = instruction.sourceElementType
    var offset = 0
    for position in 1..<instruction.operandCount {
      guard let raw = instruction.operand(position).integer, type.hasFixedSize else { return nil }
      let index = Int(Int64(bitPattern: raw))
      if position == 1 {
        offset += index * module.layout.allocationSize(type)
      } else if type.isStruct {
        guard index >= 0, index < type.fields.count else { return nil }
        offset += module.layout.offset(ofField: index, in: type)
        type = type.fields[index]
      } else if type.isArray {
        type = type.element
        offset += index * module.layout.allocationSize(type)
      } else {
        return nil
      }
    }
    return offset
  }
}
