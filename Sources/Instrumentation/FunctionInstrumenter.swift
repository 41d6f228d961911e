// Instruments one function: walks its blocks so that operands come before their users, gives every
// value a shadow, and notes where checks and poisoned stores need a cold path. The cold paths are
// cut in at the end (ColdPaths.swift), so that until then the control flow stays the application's.

import CLLVM
import KMSANABI
import LLVMIR
import ShadowAlgebra

/// The state of the pass for one function.
final class FunctionInstrumenter {
  let module: ModuleContext
  let function: Function
  let builder: Builder
  let algebra: IRShadowBuilder
  let flow: Dominators
  /// False in functions without `sanitize_memory`: nothing is checked, every value counts as clean.
  let checks: Bool
  var options: Options { module.options }

  private var shadows: [Value: Value] = [:]
  private var origins: [Value: OriginRecipe] = [:]
  var originPhis: [Instruction: Instruction] = [:]
  var unfilledOriginPhis: [Instruction] = []
  /// The origins of guarded shadows that are needed on the common path, by the shadows' phi.
  var guardedOrigins: [Value: Instruction] = [:]
  var unfilledGuardedOrigins: [(shadow: Instruction, recipe: OriginRecipe)] = []
  /// The values that were loaded with an origin.
  var loadedValues: [LoadedValue] = []
  private var shadowPhis: [(phi: Instruction, shadow: Instruction)] = []
  private(set) var clean: CleanValues?
  /// What the debug information calls the values; nil without it.
  private(set) var sourceNames: SourceNames?

  /// What must be cut in, by the block it stands in, in order.
  var coldPaths: [BasicBlock: [ColdPath]] = [:]
  /// The shadows that a cold path works out, by their phi.
  var guardedShadows: [Value: GuardedShadow] = [:]
  /// The shadows that have been checked, and where.
  var checkedComponents: [Value: DominatedFacts<Void>] = [:]
  var components: [Value: [Value]] = [:]
  var sources: [Value: [Value]] = [:]
  /// What the accesses so far say of the alignment of their bases, by block.
  var baseAlignments: [Value: DominatedFacts<Int>] = [:]
  /// The units of memory whose metadata has been looked up.
  var sharedLookups: [AlignedUnit: DominatedFacts<SharedMetadata>] = [:]
  var contextState: ContextStateCache
  var undisturbedMemory: UndisturbedMemory
  var currentBlock = 0
  let poisonedLocals: PoisonedLocals
  /// Pointers that stand for a register.
  let errorRegisters: ErrorRegisters
  var variableArguments = VariableArgumentsState()
  /// Results of calls that are returned as they are, so that their shadow stays where it is.
  var unchangedResults: Set<Value> = []
  /// Calls that have been visited.
  var callCount = 0
  /// False while an instruction is visited that is not the program's own.
  var checksOperands = true
  /// Whether a call may have left a shadow in the return slot.
  private(set) var mayReturnSlotBeStale = true
  /// Whether only the hooks themselves may be called.
  private(set) var callsHooksOnly = false
  /// Whether the callers know that the function returns nothing uninitialized.
  private(set) var returnsClean = false
  /// The instruction before which parameters are read.
  let prologueEnd: Instruction

  /// With `onlyRegions` the function is not instrumented, and nothing in it is checked.
  init(_ function: Function, in module: ModuleContext, onlyRegions: Bool = false) {
    self.function = function
    self.module = module
    builder = Builder(module.context)
    algebra = IRShadowBuilder(builder: builder, module: module.module)
    flow = Dominators(function)
    checks =
      !onlyRegions
      && (module.options.everyFunction || function.has(module.kinds.sanitizeMemory))
    contextState = ContextStateCache(blockCount: flow.order.count)
    undisturbedMemory = UndisturbedMemory(blockCount: flow.order.count)
    poisonedLocals = PoisonedLocals(function, flow: flow)
    errorRegisters = ErrorRegisters(function)
    prologueEnd = Self.firstAfterAllocas(function.entry)
    clean = nil
  }

  /// Instruments the function and says what its callers may assume.
  func run() {
    function.remove(module.kinds.memory)
    function.remove(module.kinds.speculatable)
    clean = findCleanValues()
    if checks { sourceNames = module.sourceNames(of: function) }
    returnsClean = findReturnsClean()
    mayReturnSlotBeStale = findStaleReturnSlot()
    callsHooksOnly = !options.localFunctions || function.opensUserAccess
    // The instructions as they are now: what is inserted meanwhile is not visited.
    let visits = flow.order.map(\.instructions)
    var locations = DebugLocations(function, in: module.context)
    beginPrologue()
    for (index, instructions) in visits.enumerated() {
      currentBlock = index
      contextState.enter(index, flow)
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
      contextState.leave(index)
      undisturbedMemory.leave(index)
    }
    fillShadowPhis()
    cutInColdPaths()
    fillOriginPhis()
    settleOriginLoads()
  }

  private static func firstAfterAllocas(_ entry: BasicBlock) -> Instruction {
    var current = entry.first
    while let instruction = current, instruction.opcode == LLVMAlloca { current = instruction.next }
    // A block always ends in a terminator, which is no alloca.
    return current ?? Instruction(LLVMGetLastInstruction(entry.ref))
  }

  // MARK: Shadows and origins

  /// The shadow of a value, or nil when such a value has none.
  func shadow(of value: Value) -> Value? {
    guard let type = module.shadowType(value.type) else { return nil }
    if let known = shadows[value] { return isSettled(known) ? type.zero : known }
    guard checks else { return type.zero }
    return value.isUndef ? allPoisoned(type) : type.zero
  }

  /// Where a value's uninitialized bits came from.
  func origin(of value: Value) -> OriginRecipe { origins[value] ?? .none }

  /// Records the shadow of an instruction's result, or of an argument.
  func set(_ value: Value, shadow: Value, origin: OriginRecipe) {
    shadows[value] = shadow
    if !shadow.isNull { origins[value] = bounded(origin) }
  }

  func set(_ instruction: Instruction, shadow: Value, origin: OriginRecipe) {
    set(instruction.value, shadow: shadow, origin: origin)
  }

  /// Whether the result needs a shadow at all.
  func isClean(_ value: Value) -> Bool {
    guard checks, let clean else { return true }
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
    shadowPhis.append((phi, shadow))
    set(phi, shadow: shadow.value, origin: .phi(phi))
  }

  private func fillShadowPhis() {
    for (phi, shadow) in shadowPhis {
      for (value, block) in phi.incoming {
        guard let index = flow.index(of: block) else {
          shadow.addIncoming(shadow.type.zero, from: block)
          continue
        }
        // What has been checked counts as clean where the value comes from, not where this stands.
        currentBlock = index
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
