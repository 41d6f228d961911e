// What must hold of every instrumented module, whatever the pass did to get there.
//
// The verifier notes what a module looks like before, and examines it after instrumentation and before the
// clean-up passes, which may move and merge what it looks for. It knows the ABI and the application's
// instructions, nothing of how the pass works. It costs about as much as the pass, so it runs when asked for
// (`verify=1`), and in tests. LLVM's own verifier says whether the result is well-formed IR.

import CLLVM
import KMSANABI
import LLVMIR

/// Compares an instrumented module with what it was.
public struct InstrumentationVerifier {
  /// What is examined.
  public enum Rule: String, CaseIterable, Sendable {
    /// Functions with `disable_sanitizer_instrumentation` or `naked` are left as they are, but for what
    /// is added in regions of the former.
    case untouched
    /// An argument token is stored right before the call of the function that it names.
    case strayToken
    /// An argument token that is looked at is taken away, on every path.
    case untakenToken
    /// Functions without `sanitize_memory` report nothing and poison nothing.
    case silent
    /// In front of every store of the application, the shadow of what it writes is written.
    case storeWithoutShadow
    /// In front of an atomic operation, the shadow of what it defines is cleared, and behind an atomic
    /// load the shadow is read: another thread never finds a shadow that is older than the value.
    case unorderedAtomic
    /// A context state is not used after a call, which may return on behalf of another task.
    case staleContextState
    /// A report has a debug location in a function with debug information.
    case missingLocation
    /// The number of instructions stays below `growthMax` times what it was, plus `growthAllowance`. Every
    /// argument of a call counts as one, because it is sent by itself.
    case growth
  }

  /// A function as it was.
  struct Snapshot {
    /// Instructions and arguments of calls.
    let size: Int
    let blocks: Set<BasicBlock>
    /// Reachable instructions; without calls that the pass replaces, whose memory may be used again.
    let instructions: Set<Instruction>
    /// All of a function that must stay as it is, in order, without calls that mark regions.
    let text: [Instruction]
  }

  /// Instructions for each one of the application. The most that occurs without being a defect: checks and
  /// stores of aggregates with many fields.
  public static let growthMax = 40
  /// Instructions that each function may gain besides.
  public static let growthAllowance = 400

  let module: Module
  let checksEveryFunction: Bool
  let kinds = AttributeKinds()
  let nosanitize: UInt32
  private(set) var snapshots: [(function: Function, before: Snapshot)] = []

  /// Notes what a module looks like before instrumentation.
  public init(before module: Module, options: Options) {
    self.module = module
    checksEveryFunction = options.everyFunction
    nosanitize = module.context.metadataKind("nosanitize")
    for function in module.functions where !function.isDeclaration {
      let isUntouched = isUntouched(function)
      snapshots.append((function, Snapshot(function, isUntouched: isUntouched)))
    }
  }

  /// Says what is wrong with the instrumented module: the first breach of a rule, or nil.
  public func defect() -> String? {
    for (function, before) in snapshots {
      guard let (rule, detail) = breach(function, before) else { continue }
      return "function '\(function.name)' breaks the rule \(rule): \(detail)"
    }
    return nil
  }

  private func breach(
    _ function: Function, _ before: Snapshot
  ) -> (rule: Rule, detail: String)? {
    let after = function.instructionCount
    if let token = strayToken(function) { return (.strayToken, token.value.text) }
    if let load = untakenToken(function) { return (.untakenToken, load.value.text) }
    if isUntouched(function) {
      return changedOutsideRegions(function, before).map { (.untouched, $0) }
    }
    if function.value.linkage == LLVMAvailableExternallyLinkage { return nil }
    if after > before.size * Self.growthMax + Self.growthAllowance {
      return (.growth, "\(before.size) instructions and arguments became \(after) instructions")
    }
    if let call = forbiddenCall(function) { return (.silent, call.value.text) }
    if let call = unlocatedReport(function) { return (.missingLocation, call.value.text) }
    if let store = uncoveredStore(function, before) {
      return (.storeWithoutShadow, store.value.text)
    }
    if let atomic = unorderedAtomic(function, before) { return (.unorderedAtomic, atomic) }
    if let use = staleUse(function) { return (.staleContextState, use.value.text) }
    return nil
  }

  private func isUntouched(_ function: Function) -> Bool {
    function.has(kinds.disableInstrumentation) || function.has(kinds.naked)
  }

  // MARK: Reports

  /// A report or a poisoning where nothing is checked.
  private func forbiddenCall(_ function: Function) -> Instruction? {
    if checksEveryFunction || function.has(kinds.sanitizeMemory) { return nil }
    return function.firstInstruction { instruction in
      guard let name = instruction.hookName else { return false }
      return name == RuntimeHook.poisonAlloca.rawValue || Self.isCold(name)
    }
  }

  /// A report that names no place although the function has debug information.
  private func unlocatedReport(_ function: Function) -> Instruction? {
    guard LLVMGetSubprogram(function.ref) != nil else { return nil }
    return function.firstInstruction { instruction in
      guard instruction.debugLocation == nil, let name = instruction.hookName else { return false }
      return Self.isCold(name)
    }
  }

  /// Whether a hook, or a local function in front of one, is called on cold paths only.
  static func isCold(_ name: String) -> Bool {
    name.hasPrefix(RuntimeHook.warning.rawValue) || name == RuntimeHook.chainOrigin.rawValue
      || name.hasPrefix("__msan_cold_")
  }
}

extension InstrumentationVerifier.Snapshot {
  init(_ function: Function, isUntouched: Bool) {
    text =
      isUntouched ? function.blocks.flatMap(\.instructions).filter { !$0.isMarkerCall } : []
    size = function.blocks.reduce(0) { size, block in
      block.instructions.reduce(size) { $0 + 1 + ($1.isCall ? $1.argumentCount : 0) }
    }
    blocks = Set(function.blocks)
    var reachable: Set<Instruction> = []
    for block in Dominators(function).order {
      for instruction in block.instructions where !instruction.isMemoryIntrinsic {
        reachable.insert(instruction)
      }
    }
    instructions = reachable
  }
}

extension Function {
  fileprivate var instructionCount: Int { blocks.reduce(0) { $0 + $1.instructions.count } }

  /// The first instruction, in the order of the text, for which the condition holds.
  func firstInstruction(where holds: (Instruction) -> Bool) -> Instruction? {
    for block in blocks {
      if let found = block.instructions.first(where: holds) { return found }
    }
    return nil
  }
}

extension Instruction {
  /// The name of the runtime's function that the instruction calls.
  var hookName: String? {
    guard isCall, let callee = callee.asFunction, callee.intrinsic == 0 else { return nil }
    let name = callee.name
    return name.hasPrefix("__msan_") ? name : nil
  }

  fileprivate var isMemoryIntrinsic: Bool {
    guard opcode == LLVMCall, let callee = callee.asFunction, callee.intrinsic != 0 else {
      return false
    }
    return switch IntrinsicTable.shared.handling(of: callee.intrinsic) {
    case .memcpy, .memmove, .memset: true
    default: false
    }
  }
}
