// Regions: parts of an uninstrumented function in which instrumentation is allowed (rule B3 of
// Docs/Boundaries.md).
//
//     noinstr void exc_invalid_op(struct pt_regs *regs)
//     {
//         irqentry_state_t state = irqentry_enter(regs);
//         instrumentation_begin();
//         handle_invalid_op(regs);         ← what travels in the context state is sent, clean
//         instrumentation_end();
//         irqentry_exit(regs, state);
//     }
//
// At its beginning the function's locals become initialized whose address other code may have: the
// function itself writes them without a shadow. Outside of regions nothing is emitted.

import CLLVM
import KMSANABI
import LLVMIR

/// How deep in regions each instruction of a function is.
struct Regions {
  /// Whether a function has a region at all.
  static func marks(_ function: Function) -> Bool {
    function.blocks.contains { block in
      block.instructions.contains { RegionMarker($0) != nil }
    }
  }

  /// The reachable blocks.
  let blocks: [BasicBlock]
  /// The depth at the beginning of each: the least of all ways to it, so that where they differ
  /// nothing is emitted.
  private var depths: [BasicBlock: Int] = [:]

  init(_ function: Function) {
    blocks = Dominators(function).order
    guard let entry = blocks.first else { return }
    depths[entry] = 0
    var isStable = false
    while !isStable {
      isStable = true
      for block in blocks {
        guard var depth = depths[block] else { continue }
        walk(block) { _, _, after in depth = after }
        for successor in block.successors where depth < depths[successor] ?? Int.max {
          depths[successor] = depth
          isStable = false
        }
      }
    }
  }

  /// Visits the instructions of a block with the depths before and behind each.
  func walk(_ block: BasicBlock, _ visit: (Instruction, _ before: Int, _ after: Int) -> Void) {
    guard var depth = depths[block] else { return }
    for instruction in block.instructions {
      let before = depth
      switch RegionMarker(instruction) {
      case .begin?: depth += 1
      case .end?: depth = max(depth - 1, 0)
      case nil: break
      }
      visit(instruction, before, depth)
    }
  }
}

extension Instruction {
  /// Whether this is the call of a function that marks a region.
  var isMarkerCall: Bool {
    isCall && !callee.isInlineAssembly && RegionMarker(self) != nil
  }
}

extension FunctionInstrumenter {
  /// Prepares the calls in the regions of an uninstrumented function.
  func runRegions() {
    let regions = Regions(function)
    let locals = escapingLocals()
    for block in regions.blocks {
      regions.walk(block) { instruction, before, after in
        if before == 0, after > 0, let next = instruction.next {
          builder.position(before: next)
          unpoison(locals)
        } else if before > 0, after > 0, isVariadicStart(instruction) {
          unpoisonVariadicStart(instruction)
        } else if before > 0, after > 0, instruction.isCall, mayBeInstrumented(instruction) {
          builder.position(before: instruction)
          boundary.contextState.forget()
          sendArguments(instruction)
        }
      }
    }
    replaceMarkerCalls(regions.blocks)
  }

  private func mayBeInstrumented(_ call: Instruction) -> Bool {
    if call.callee.isInlineAssembly || RegionMarker(call) != nil { return false }
    guard let callee = call.callee.asFunction else { return true }
    return callee.intrinsic == 0 && !callee.has(module.kinds.disableInstrumentation)
  }

  /// Markers that are calls become comments, as kmsan_region.h writes them, because the functions are not defined.
  private func replaceMarkerCalls(_ blocks: [BasicBlock]) {
    for block in blocks {
      for instruction in block.instructions where instruction.isMarkerCall {
        builder.position(before: instruction)
        let text = RegionMarker(instruction) == .begin ? "begin" : "end"
        builder.assembly("/* .discard.instr_\(text) */", clobbers: "~{memory}")
        instruction.erase()
      }
    }
  }

  // MARK: Locals

  private func unpoison(_ locals: [Instruction]) {
    for local in locals {
      let type = Type(LLVMGetAllocatedType(local.ref))
      let size = module.word.constant(module.layout.allocationSize(type))
      builder.call(module.hook(.unpoisonAlloca), [local.value, size])
    }
  }

  /// The locals of fixed size whose address a call or a store hands on.
  private func escapingLocals() -> [Instruction] {
    function.entry.instructions.filter { local in
      local.opcode == LLVMAlloca && local.operand(0).integer == 1
        && Type(LLVMGetAllocatedType(local.ref)).isSized && escapes(local.value)
    }
  }

  private func escapes(_ address: Value) -> Bool {
    var work = [address]
    var seen: Set<Value> = []
    while let pointer = work.popLast() {
      for user in pointer.users where user.isInstruction {
        let instruction = Instruction(user.ref)
        switch instruction.opcode {
        case LLVMLoad: break
        case LLVMStore: if instruction.operand(0) == pointer { return true }
        case LLVMGetElementPtr, LLVMPHI, LLVMSelect, LLVMAddrSpaceCast:
          if seen.insert(user).inserted { work.append(user) }
        case LLVMCall:
          guard let callee = instruction.callee.asFunction, callee.intrinsic != 0 else {
            return true
          }
        default: return true
        }
      }
    }
    return false
  }
}
