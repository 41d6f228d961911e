// Locals that are written completely before anything uses them, as `struct s x = {0};` is: they need
// not be poisoned where their life begins.
//
// Until a function uses the address of a local for something else than writing to it, no other code
// can read the local. A pointer kept from an earlier life of it could, which would be a defect of
// its own (a use after scope).

import CLLVM
import KMSANABI
import LLVMIR

extension FunctionInstrumenter {
  /// Whether every byte of the local is written behind `start`, in the same block, before anything
  /// else is done with its address.
  func isOverwritten(_ local: Instruction, behind start: Instruction) -> Bool {
    guard local.operand(0).integer == 1, local.allocatedType.hasFixedSize else { return false }
    let size = module.layout.allocationSize(local.allocatedType)
    guard size > 0 else { return false }
    var missing = MissingBytes(count: size)
    let pointers = pointers(into: local.value)
    var current = start.next
    for _ in 0..<Self.overwriteDistanceMax {
      guard let instruction = current else { return false }
      if uses(instruction, pointers) {
        if let write = write(by: instruction, to: local.value, pointers) {
          missing.remove(write)
          if missing.isEmpty { return true }
        } else if !isAddressArithmetic(instruction) {
          return false
        }
      }
      current = instruction.next
    }
    return false
  }

  private func uses(_ instruction: Instruction, _ pointers: Set<Value>) -> Bool {
    (0..<instruction.operandCount).contains { pointers.contains(instruction.operand($0)) }
  }

  /// Instructions that are looked at before a local is given up.
  private static let overwriteDistanceMax = 200

  /// Everything that is computed from the address of a local.
  private func pointers(into local: Value) -> Set<Value> {
    var result: Set<Value> = [local]
    var pending = [local]
    while let pointer = pending.popLast() {
      for user in pointer.users where user.isInstruction {
        let instruction = Instruction(user.ref)
        if isAddressArithmetic(instruction), result.insert(user).inserted { pending.append(user) }
      }
    }
    return result
  }

  private func isAddressArithmetic(_ instruction: Instruction) -> Bool {
    switch instruction.opcode {
    case LLVMGetElementPtr, LLVMPHI, LLVMSelect: return true
    case let opcode where opcode.isCast || opcode.isBinary: return true
    default: return false
    }
  }

  /// The bytes of the local that the instruction is sure to write, when that is all it does with it.
  private func write(
    by instruction: Instruction, to local: Value, _ pointers: Set<Value>
  ) -> Range<Int>? {
    if instruction.hasMetadata(module.nosanitize) { return nil }
    let target: Value
    let size: Int
    switch instruction.opcode {
    case LLVMStore:
      let value = instruction.operand(0)
      guard !pointers.contains(value), value.type.hasFixedSize else { return nil }
      (target, size) = (instruction.operand(1), module.layout.storeSize(value.type))
    case LLVMCall:
      guard let callee = instruction.callee.asFunction, callee.intrinsic != 0 else { return nil }
      switch IntrinsicTable.shared.handling(of: callee.intrinsic) {
      case .memset, .memcpy, .memmove: break
      default: return nil
      }
      guard !pointers.contains(instruction.operand(1)),
        let length = instruction.operand(2).integer, let count = Int(exactly: length)
      else { return nil }
      (target, size) = (instruction.operand(0), count)
    default: return nil
    }
    let (base, offset) = decompose(target)
    let end = offset.addingReportingOverflow(size)
    return base == local && offset >= 0 && !end.overflow ? offset..<end.partialValue : nil
  }
}

/// The bytes of a local that have not been written yet.
private struct MissingBytes {
  private var ranges: [Range<Int>]

  init(count: Int) { ranges = [0..<count] }

  var isEmpty: Bool { ranges.isEmpty }

  mutating func remove(_ written: Range<Int>) {
    ranges = ranges.flatMap { range in
      [
        range.lowerBound..<min(range.upperBound, max(range.lowerBound, written.lowerBound)),
        max(range.lowerBound, min(range.upperBound, written.upperBound))..<range.upperBound,
      ].filter { !$0.isEmpty }
    }
  }
}
