// The pass: a module in, the instrumented module out.
//
//     define i32 @f(ptr %p) {             define i32 @f(ptr noundef %p) {
//       %v = load i32, ptr %p               %m = call {ptr, ptr} @__msan_metadata_ptr_for_load_4(ptr %p)
//       %c = icmp eq i32 %v, 0              %s = load i32, ptr (shadow of %m)
//       br i1 %c, …                         %v = load i32, ptr %p
//                                           ; cold, if the comparison is poisoned: __msan_warning(origin)
//
// Functions are visited so that local callees come before their callers. Source of the scheme: Stepanov
// and Serebryany, "MemorySanitizer: fast detector of uninitialized memory use in C++", CGO 2015; the ABI
// is that of LLVM 22 in kernel mode.

import CLLVM
import KMSANABI
import LLVMIR

/// What the pass did.
public struct PassReport: Sendable {
  public var instrumentedFunctions = 0
  /// Intrinsics that no rule knows, by name; they were treated by signature or strictly.
  public var unknownIntrinsics: [String] = []
}

/// Why a module cannot be instrumented.
public enum PassError: Error, CustomStringConvertible {
  case alreadyInstrumented(by: String)
  case unsupportedTarget(String)
  case brokenInput(String)
  case brokenOutput(String)
  case cleanUp(String)
  case fastPath(String, String)
  case notKernelCode([String])

  public var description: String {
    switch self {
    case .alreadyInstrumented(let pass):
      "the module is already instrumented by \(pass); to make code of it, compile it without the"
        + " flags of the sanitizer, as in 'clang-22 -c'"
    case .unsupportedTarget(let target):
      "target '\(target)' is not supported: only code for x86-64 with 64-bit addresses can be"
        + " instrumented; leave the flags of the pass out for this file"
    case .brokenInput(let text): "the input is not well-formed IR: \(text)"
    case .brokenOutput(let text):
      "the instrumented module is not well formed; this is a defect of the pass: \(text)"
    case .cleanUp(let text): "LLVM's clean-up passes failed: \(text)"
    case .fastPath(let path, let text): "the fast path '\(path)' cannot be used: \(text)"
    case .notKernelCode(let problems): problems.joined(separator: "; ")
    }
  }
}

/// Instruments modules.
public enum InstrumentationPass {
  /// The version of the pass, and of all that is built with it.
  public static let version: StaticString = "0.1.0"
  /// Marks a module that this pass has instrumented.
  public static let moduleFlag = "kmsan.instrumented"
  /// Keeps LLVM's own pass from instrumenting a module.
  public static let neutralizingFlag = "nosanitize_memory"

  /// Instruments a module in place. Nothing is changed when it throws before `brokenOutput`.
  @discardableResult
  public static func run(
    on module: Module, options: Options, machine: LLVMTargetMachineRef? = nil
  ) throws(PassError) -> PassReport {
    try refuse(module)
    guard let target = InstrumentedTargets.target(of: module) else {
      throw .unsupportedTarget(module.target)
    }
    if options.kernelCode {
      let problems = KernelCodeCheck(of: module).problems
      if !problems.isEmpty { throw .notKernelCode(problems) }
    }
    let verifier = options.verify ? InstrumentationVerifier(before: module, options: options) : nil
    let context = ModuleContext(module, for: target, options: options)
    let fastPath = try FastPath(for: context)
    context.inlinesLookups = fastPath?.inlinesLookups ?? false
    let functions = CallOrder.calleesFirst(module.functions.filter { isCandidate($0, context) })
    context.note(instrumented: functions)
    for function in module.functions where hasRegions(function, context) {
      FunctionInstrumenter(function, in: context, onlyRegions: true).runRegions()
    }
    for function in functions {
      FunctionInstrumenter(function, in: context).run()
    }
    module.addFlag(moduleFlag, integer: 1)
    if !functions.isEmpty { FlagBinding.mark(module, options: options) }
    if let verifier, let defect = module.defect ?? verifier.defect() { throw .brokenOutput(defect) }
    if options.cleanUp, !functions.isEmpty {
      do { try module.run(passes: cleanUpPasses, machine: machine) } catch {
        throw .cleanUp(error.description)
      }
      if options.verify, let defect = module.defect { throw .brokenOutput(defect) }
    }
    if let fastPath, !functions.isEmpty {
      try fastPath.apply()
      if options.verify, let defect = module.defect { throw .brokenOutput(defect) }
    }
    return PassReport(
      instrumentedFunctions: functions.count,
      unknownIntrinsics: context.unknownIntrinsics.sorted())
  }

  /// What LLVM does for us afterwards: sharing equal shadow arithmetic, simplifying it, dropping what nobody
  /// uses. Loop-invariant look-ups are hoisted.
  static let cleanUpPasses =
    "function(early-cse<memssa>,instcombine<max-iterations=1;no-verify-fixpoint>,"
    + "loop-mssa(licm),adce)"

  private static func refuse(_ module: Module) throws(PassError) {
    if module.hasFlag(moduleFlag) { throw .alreadyInstrumented(by: "this pass") }
    if module.function(named: RuntimeHook.warning.rawValue) != nil,
      module.function(named: RuntimeHook.getContextState.rawValue) != nil,
      !module.hasFlag(neutralizingFlag)
    {
      throw .alreadyInstrumented(by: "LLVM's own pass")
    }
  }

  /// Whether regions of a function are prepared, which itself is not instrumented.
  private static func hasRegions(_ function: Function, _ context: ModuleContext) -> Bool {
    context.options.tokens && !function.isDeclaration
      && function.has(context.kinds.disableInstrumentation) && !function.has(context.kinds.naked)
      && Regions.marks(function)
  }

  private static func isCandidate(_ function: Function, _ context: ModuleContext) -> Bool {
    !function.isDeclaration && !function.has(context.kinds.disableInstrumentation)
      && !function.has(context.kinds.naked)
      && function.value.linkage != LLVMAvailableExternallyLinkage
  }
}

/// The order in which functions are visited.
enum CallOrder {
  /// Callees before callers as far as recursion allows; otherwise the module's order.
  static func calleesFirst(_ functions: [Function]) -> [Function] {
    let candidates = Set(functions)
    var result: [Function] = []
    result.reserveCapacity(functions.count)
    var seen: Set<Function> = []
    for root in functions where seen.insert(root).inserted {
      var stack = [(function: root, callees: localCallees(root, candidates)[...])]
      while let top = stack.last {
        if let callee = top.callees.first {
          stack[stack.count - 1].callees = top.callees.dropFirst()
          if seen.insert(callee).inserted {
            stack.append((callee, localCallees(callee, candidates)[...]))
          }
        } else {
          result.append(top.function)
          stack.removeLast()
        }
      }
    }
    return result
  }

  private static func localCallees(_ function: Function, _ among: Set<Function>) -> [Function] {
    var result: [Function] = []
    for block in function.blocks {
      for instruction in block.instructions where instruction.isCall {
        if let callee = instruction.callee.asFunction, among.contains(callee) {
          result.append(callee)
        }
      }
    }
    return result
  }
}
