// Rules that cost more than a branch are worked out on a cold path.
//
//     %any = or i64 %sa, %sb                 ; the operands' shadows
//     %flag = icmp ne i64 %any, 0
//     br i1 %flag, label %cold, label %next
//   next:
//     %s = phi i64 [ 0, %head ], [ the rule, %cold ]
//
// Nearly every operand is clean, so the branch is foreseen, and a result waits no longer for the
// shadows of all results before it. What the result's check reports moves to the cold path with it.

import CLLVM
import LLVMIR
import ShadowAlgebra

/// A shadow that is worked out only when an operand is poisoned.
final class GuardedShadow {
  let operation: Operation
  let operands: [ShadowedValue<Value>]
  /// The shadow; stands right behind the flag of its cold path.
  let phi: Instruction
  /// Where its uninitialized bits came from: from the operands.
  fileprivate let origin: OriginRecipe
  /// The block of the application, and how many calls came before.
  fileprivate let place: (block: BasicBlock, calls: Int)
  /// The report of the result when it is poisoned.
  fileprivate var report: Report?

  fileprivate struct Report {
    let origin: OriginRecipe
    let description: CheckDescription?
    let location: LLVMMetadataRef?
  }

  fileprivate init(
    _ operation: Operation, _ operands: [ShadowedValue<Value>], phi: Instruction,
    origin: OriginRecipe, place: (BasicBlock, Int)
  ) {
    self.origin = origin
    self.operation = operation
    self.operands = operands
    self.phi = phi
    self.place = place
  }
}

extension FunctionInstrumenter {
  /// The shadow of a result of this type as a phi whose cold path is planned here; nil when the rule
  /// is cheap or the operands are clean or vectors. `origin` is that of the operands.
  func guardedShadow(
    _ operation: Operation, _ operands: [ShadowedValue<Value>], origin: OriginRecipe, type: Type
  ) -> Value? {
    guard options.guardedRules, operation.isWorthGuarding(options.rules) else { return nil }
    let live = operands.map(\.shadow).filter { !$0.isNull }
    guard let operandType = live.first?.type, operandType.isInteger, operandType != module.bit,
      live.allSatisfy({ !$0.isConstant })
    else { return nil }
    let any = anyPoisoned(live)
    let flag = builder.compare(LLVMIntNE, any, any.type.zero)
    guard flag.isInstruction else { return nil }
    let phi = builder.phi(type)
    let shadow = GuardedShadow(
      operation, operands, phi: phi, origin: origin,
      place: (builder.block, place.callCount))
    values.record(shadow)
    plan(.propagate(shadow), if: Instruction(flag.ref))
    return phi.value
  }

  /// Lets the cold path of a shadow report it, too, when control is certain to get here from there. What
  /// was computed from the shadow meanwhile does not exist there, so that the report is made of the
  /// shadow itself: it is all that is poisoned.
  func reportsOnColdPath(_ shadow: Value, _ action: ColdAction) -> Bool {
    guard case .report(_, let description) = action, let guarded = values.guardedShadow(of: shadow),
      guarded.report == nil, guarded.place == (builder.block, place.callCount)
    else { return false }
    if let bits = description?.bits, bits == shadow || stands(bits, behind: guarded.phi) {
      return false
    }
    guarded.report = GuardedShadow.Report(
      origin: forColdPath(guarded.origin), description: description,
      location: LLVMGetCurrentDebugLocation2(builder.ref))
    return true
  }

  /// Whether a value is computed behind an instruction, in the same block.
  private func stands(_ value: Value, behind instruction: Instruction) -> Bool {
    var current = instruction.next
    while let next = current {
      if next.value == value { return true }
      current = next.next
    }
    return false
  }

  /// Takes the phis of a shadow and of its origin out of the block, as its front they would gather
  /// the debug records of what is moved away.
  func detachPhis(of guarded: GuardedShadow) {
    LLVMInstructionRemoveFromParent(guarded.phi.ref)
    guard let origin = values.originPhis.origin(ofShadow: guarded.phi.value) else { return }
    LLVMInstructionRemoveFromParent(origin.ref)
  }

  /// Puts them at the front of the block, in front of its debug records.
  func attachPhis(of guarded: GuardedShadow, to block: BasicBlock) {
    for phi in [guarded.phi, values.originPhis.origin(ofShadow: guarded.phi.value)] {
      guard let phi, let first = block.first else { continue }
      builder.position(before: first)
      builder.insert(phi)
    }
  }

  /// Emits the rule at the builder's position, the end of a cold path between `head` and `block`.
  func emit(_ guarded: GuardedShadow, between head: BasicBlock, _ block: BasicBlock) {
    var rules = algebra
    let shadow = rules.propagate(guarded.operation, guarded.operands, rules: options.rules)
    guarded.phi.addIncoming(guarded.phi.type.zero, from: head)
    guarded.phi.addIncoming(shadow, from: builder.block)
    guard let report = guarded.report else { return }
    let reporting = BasicBlock(
      LLVMInsertBasicBlockInContext(module.context.ref, block.ref, ""))
    builder.branch(if: isPoisoned(shadow), reporting, block)
    builder.position(atEndOf: reporting)
    builder.setDebugLocation(report.location)
    perform(.report([(shadow, report.origin)], report.description))
    guarded.phi.addIncoming(shadow, from: reporting)
  }
}

extension Operation {
  /// Whether the rule costs more than a test and a branch.
  fileprivate func isWorthGuarding(_ rules: RuleSet) -> Bool {
    switch self {
    case .icmp: true
    case .add, .sub, .mul: rules == .kmsan
    default: false
    }
  }
}
