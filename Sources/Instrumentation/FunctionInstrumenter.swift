// Instruments one function: walks its blocks so that operands come before their users, gives every
// value a shadow, and notes where checks and poisoned stores need a cold path. The cold paths are
// cut in at the end (ColdPaths.swift), so that until then the control flow stays the application's.

import CLLVM
import KMSANABI
import LLVMIR
import ShadowAlgebra

/// The pass at work on one function: the walk over its instructions. What is known at the place of the walk is owned
/// by the parts (Parts/); the visitors, which are extensions of this type, ask them and add to them.
final class FunctionInstrumenter {
  let module: ModuleContext
  let function: Function
  let builder: Builder
  let algebra: IRShadowBuilder
  let facts: FunctionFacts
  /// Shadows and origins.
  var values = ShadowMap()
  /// What has been checked.
  var ledger: CheckLedger
  /// What has been looked up.
  var lookups: LookupLedger
  /// What will be cut in.
  var coldPaths = ColdPathPlan()
  /// Where the walk stands.
  var place = WalkPlace()
  /// Where origins in memory are still those of loaded values.
  var undisturbedMemory: UndisturbedMemory
  /// What callers and callees expect.
  var boundary: CallBoundary

  var options: Options { module.options }
  var flow: Dominators { facts.flow }
  var checks: Bool { facts.checks }
  var callsHooksOnly: Bool { facts.callsHooksOnly }
  var sourceNames: SourceNames? { facts.sourceNames }

  /// With `onlyRegions` the function is not instrumented, and nothing in it is checked.
  init(_ function: Function, in module: ModuleContext, onlyRegions: Bool = false) {
    self.function = function
    self.module = module
    builder = Builder(module.context)
    algebra = IRShadowBuilder(builder: builder, module: module.module)
    facts = FunctionFacts(
      function, in: module,
      checks: !onlyRegions
        && (module.options.everyFunction || function.has(module.kinds.sanitizeMemory)))
    let blockCount = facts.flow.order.count
    ledger = CheckLedger(facts.flow)
    lookups = LookupLedger(facts.flow)
    undisturbedMemory = UndisturbedMemory(blockCount: blockCount)
    boundary = CallBoundary(blockCount: blockCount, returns: .none)
  }

  /// Instruments the function and tells the module what its callers may assume.
  func run() {
    function.remove(module.kinds.memory)
    function.remove(module.kinds.speculatable)
    values = ShadowMap(clean: findCleanValues())
    boundary = CallBoundary(blockCount: flow.order.count, returns: findReturnPromise())
    // The instructions as they are now: what is inserted meanwhile is not visited.
    let visits = flow.order.map(\.instructions)
    var locations = DebugLocations(function, in: module.context)
    beginPrologue()
    for (index, instructions) in visits.enumerated() {
      place.block = index
      boundary.contextState.enter(index, flow)
      undisturbedMemory.enter(index, flow)
      locations.enterBlock()
      for instruction in instructions {
        // Visiting may erase the instruction.
        let endsStretch = mayWriteOrigins(instruction)
        builder.position(before: instruction)
        builder.setDebugLocation(locations.location(for: instruction))
        if isMarked(instruction) {
          visitUnchecked(instruction)
        } else {
          visit(instruction)
        }
        if endsStretch { undisturbedMemory.end() }
      }
      boundary.contextState.leave(index)
      undisturbedMemory.leave(index)
    }
    fillShadowPhis()
    if options.verify {
      ledger.checkInvariants()
      coldPaths.checkInvariants()
    }
    cutInColdPaths()
    fillOriginPhis()
    settleOriginLoads()
  }

  // MARK: Shadows and origins

  /// The shadow of a value, or nil when such a value has none.
  func shadow(of value: Value) -> Value? {
    guard let type = module.shadowType(value.type) else { return nil }
    if let known = values.shadow(of: value) {
      return ledger.isSettled(known, in: place.block) ? type.zero : known
    }
    guard checks else { return type.zero }
    return value.isUndef ? allPoisoned(type) : type.zero
  }

  /// Where a value's uninitialized bits came from.
  func origin(of value: Value) -> OriginRecipe { values.origin(of: value) }

  /// Records the shadow of an instruction's result, or of an argument.
  func set(_ value: Value, shadow: Value, origin: OriginRecipe) {
    values.record(value, shadow: shadow, origin: shadow.isNull ? nil : bounded(origin))
  }

  func set(_ instruction: Instruction, shadow: Value, origin: OriginRecipe) {
    set(instruction.value, shadow: shadow, origin: origin)
  }

  /// Whether the result needs a shadow at all.
  func isClean(_ value: Value) -> Bool {
    guard checks, let clean = values.clean else { return true }
    return value.isConstant ? !value.isUndef : clean.isClean(value)
  }

  /// The value with its shadow, both as integers (or vectors of them).
  func shadowed(_ value: Value) -> ShadowedValue<Value>? {
    guard let shadow = shadow(of: value) else { return nil }
    if value.type == shadow.type { return ShadowedValue(value: value, shadow: shadow) }
    guard value.type.scalar.isPointer else { return nil }
    let integer = builder.cast(LLVMPtrToInt, value, to: shadow.type)
    return ShadowedValue(value: integer, shadow: shadow)
  }

  // MARK: Phis

  func visitPhi(_ phi: Instruction) {
    guard !isClean(phi.value), let type = module.shadowType(phi.type) else { return }
    let shadow = builder.phi(type)
    values.record(phi: phi, shadow: shadow)
    set(phi, shadow: shadow.value, origin: .phi(phi))
  }

  private func fillShadowPhis() {
    for (phi, shadow) in values.phis {
      for (value, block) in phi.incoming {
        guard let index = flow.index(of: block) else {
          shadow.addIncoming(shadow.type.zero, from: block)
          continue
        }
        // What has been checked counts as clean where the value comes from, not where this stands.
        place.block = index
        shadow.addIncoming(self.shadow(of: value) ?? shadow.type.zero, from: block)
      }
    }
  }

  // MARK: Positions

  /// Emits at another place, then continues here.
  func elsewhere<Result>(before instruction: Instruction, _ emit: () -> Result) -> Result {
    // The builder does not tell where it stands: a marker is left here meanwhile.
    let location = LLVMGetCurrentDebugLocation2(builder.ref)
    let marker = Instruction(LLVMBuildUnreachable(builder.ref))
    builder.position(before: instruction)
    let result = emit()
    LLVMPositionBuilderBefore(builder.ref, marker.ref)
    if let next = marker.next {
      LLVMPositionBuilderBefore(builder.ref, next.ref)
    } else {
      builder.position(atEndOf: marker.block)
    }
    marker.erase()
    builder.setDebugLocation(location)
    return result
  }
}
