// What the functions of one module share: types, hooks, attribute kinds, options, summaries.

import CLLVM
import KMSANABI
import LLVMIR

/// The state of the pass for one module.
final class ModuleContext {
  let module: Module
  let context: Context
  let layout: DataLayout
  let options: Options
  let target: any InstrumentedTarget

  let bit: Type
  let byte: Type
  let originType: Type
  /// The integer that is as wide as a pointer.
  let word: Type
  let pointer: Type
  /// `{ shadow pointer, origin pointer }`, what a look-up returns.
  let metadataPair: Type

  let kinds = AttributeKinds()
  let nosanitize: UInt32
  /// Of a branch to a cold path that is best moved out of the way.
  let coldWeights: Value
  /// Of a branch to a cold path that is best left in place. Code generation moves a block out of the
  /// way of its successor when it is entered less often than one time in five.
  let inPlaceWeights: Value
  let weightsKind: UInt32
  let intrinsics: IntrinsicTable

  private var hooks: [RuntimeHook: Function] = [:]
  var localFunctions: [LocalFunction: Function] = [:]
  private var shadowTypes: [Type: Type?] = [:]
  private var descriptions: [String: Value] = [:]
  private lazy var checkDescriptions = CheckDescriptions(module)
  /// What is known of the returns of functions that were already visited, or asked for before.
  private var summaries: [Function: ReturnSummary] = [:]
  /// The functions that only functions instrumented by this pass can call.
  var closed: Set<Function> = []
  /// Whether look-ups become a few instructions in place, so that repeating one costs less than
  /// keeping its result.
  var inlinesLookups = false
  /// Names of the intrinsics that were treated strictly.
  var unknownIntrinsics: Set<String> = []

  init(_ module: Module, for target: any InstrumentedTarget, options: Options) {
    self.module = module
    self.target = target
    self.options = options
    context = module.context
    layout = module.dataLayout
    bit = context.integer(1)
    byte = context.integer(8)
    originType = context.integer(8 * Origin.size)
    word = context.integer(8 * layout.pointerSize)
    pointer = context.pointer
    metadataPair = context.structure([pointer, pointer])
    nosanitize = context.metadataKind("nosanitize")
    weightsKind = context.metadataKind("prof")
    coldWeights = Self.branchWeights(context, unlikely: 1, likely: 1_048_575)
    inPlaceWeights = Self.branchWeights(context, unlikely: 1, likely: 1)
    intrinsics = IntrinsicTable.shared
  }

  /// The declaration of a hook, made when it is first needed.
  func hook(_ hook: RuntimeHook) -> Function {
    if let known = hooks[hook] { return known }
    let function = module.declare(hook.rawValue, type(of: hook))
    for (name, value) in attributes(of: hook) {
      function.add(context.attribute(name, value: value))
    }
    hooks[hook] = function
    return function
  }

  /// The hook that is told which bits are uninitialized, too.
  private(set) lazy var warningOfBits: Function = {
    let int = context.integer(32)
    let function = module.declare(
      RuntimeHook.warningOfBits,
      context.function(context.void, [originType, context.integer(64), int]))
    for (name, value) in attributes(of: .warning) {
      function.add(context.attribute(name, value: value))
    }
    return function
  }()

  func type(of hook: RuntimeHook) -> Type {
    let description = hook.description
    return context.function(
      type(of: description.result), description.parameters.map { type(of: $0.type) })
  }

  private func type(of value: HookDescription.ValueType) -> Type {
    switch value {
    case .nothing: context.void
    case .address, .source, .text, .contextState: pointer
    case .size: word
    case .int: context.integer(32)
    case .origin: originType
    case .metadata: metadataPair
    }
  }

  /// What LLVM may assume of a hook, so that its own passes share look-ups between calls that the pass did not.
  private func attributes(of hook: RuntimeHook) -> [(StaticString, UInt64)] {
    let standard: [(StaticString, UInt64)] = [("nounwind", 0)]
    guard options.sharedLookups else { return standard }
    return switch hook.description.effect {
    case .any: standard
    case .runtimeState: standard + [("memory", MemoryEffects.targetMemory), ("willreturn", 0)]
    case .lookUp:
      standard + [
        ("memory", MemoryEffects.readsInaccessible), ("willreturn", 0), ("nosync", 0),
        ("nofree", 0), ("speculatable", 0),
      ]
    }
  }

  /// The type of the shadow of a value of `type`, or nil when such a value has none: labels,
  /// tokens, metadata, and vectors whose length only the running processor knows.
  func shadowType(_ type: Type) -> Type? {
    if let known = shadowTypes[type] { return known }
    let result = makeShadowType(type)
    shadowTypes[type] = .some(result)
    return result
  }

  private func makeShadowType(_ type: Type) -> Type? {
    guard type.hasFixedSize else { return nil }
    if type.isInteger { return type }
    if type.isPointer || type.isFloatingPoint { return context.integer(layout.sizeInBits(type)) }
    if type.isVector {
      return shadowType(type.element).map { context.vector(of: $0, like: type) }
    }
    if type.isArray {
      return shadowType(type.element).map { context.array($0, count: type.arrayCount) }
    }
    guard type.isStruct else { return nil }
    let fields = type.fields.map(shadowType)
    guard !fields.contains(nil) else { return nil }
    return context.structure(fields.compactMap { $0 }, packed: type.isPackedStruct)
  }

  /// What a caller may assume of a function's returns. Who asks before the function was
  /// instrumented binds it to the protocol.
  func returnSummary(of function: Function) -> ReturnSummary {
    if let known = summaries[function] { return known }
    summaries[function] = .written
    return .written
  }

  /// Notes that a function never returns an uninitialized value; false when a caller has already
  /// been made to expect a written return shadow.
  func declareReturnsClean(_ function: Function) -> Bool {
    if summaries[function] == nil { summaries[function] = .alwaysClean }
    return summaries[function] == .alwaysClean
  }

  /// The text that describes a local variable in reports.
  func description(ofLocal name: String) -> Value {
    if let known = descriptions[name] { return known }
    let text = module.privateString(name)
    descriptions[name] = text
    return text
  }

  /// The names that debug information gives to the values of a function; nil when it has none, or
  /// nobody asks.
  func sourceNames(of function: Function) -> SourceNames? {
    guard options.describesChecks, function.subprogram(in: context) != nil else { return nil }
    return SourceNames(function, self, checkDescriptions.debug.expressions)
  }

  /// The function whose line a debug location is.
  func function(at location: LLVMMetadataRef) -> DebugNode? {
    LLVMDILocationGetScope(location).flatMap { DebugNode($0, in: context).enclosingFunction }
  }

  /// A place in a function whose name says what a check is about, inlined at a location.
  func place(
    of use: CheckedUse, in subprogram: DebugNode, at location: LLVMMetadataRef
  ) -> LLVMMetadataRef? {
    checkDescriptions.place(of: use, in: subprogram, at: location)
  }

  private static func branchWeights(_ context: Context, unlikely: Int, likely: Int) -> Value {
    let int = context.integer(32)
    var nodes: [LLVMMetadataRef?] = [
      LLVMMDStringInContext2(context.ref, "branch_weights", 14),
      LLVMValueAsMetadata(int.constant(unlikely).ref),
      LLVMValueAsMetadata(int.constant(likely).ref),
    ]
    let node = LLVMMDNodeInContext2(context.ref, &nodes, nodes.count)
    return Value(LLVMMetadataAsValue(context.ref, node))
  }
}

/// Values of the attribute `memory`: two bits for each kind of memory. Source: LLVM 22,
/// llvm/Support/ModRef.h.
enum MemoryEffects {
  /// Reads memory that the module cannot reach.
  static let readsInaccessible: UInt64 = 1 << 2
  /// Reads and writes state of the target that is no memory of the module.
  static let targetMemory: UInt64 = 3 << 8
}

/// The attributes that the pass reads.
struct AttributeKinds {
  let sanitizeMemory = AttributeKind("sanitize_memory")
  let disableInstrumentation = AttributeKind("disable_sanitizer_instrumentation")
  let naked = AttributeKind("naked")
  let noundef = AttributeKind("noundef")
  let byval = AttributeKind("byval")
  let sret = AttributeKind("sret")
  let elementType = AttributeKind("elementtype")
  let memory = AttributeKind("memory")
  let speculatable = AttributeKind("speculatable")
  let nobuiltin = AttributeKind("nobuiltin")
  /// Of arguments that have registers of their own.
  let outsideOfArguments = [
    AttributeKind("nest"), AttributeKind("swiftself"), AttributeKind("swifterror"),
    AttributeKind("swiftasync"),
  ]
  let stackAlignment = AttributeKind("alignstack")
  let alignment = AttributeKind("align")
}

/// What a caller may assume of the shadow that a function returns.
enum ReturnSummary {
  /// Every return is clean, and every caller is a direct call of this module: nothing is written or
  /// read.
  case alwaysClean
  /// The return shadow is written, or was cleared by the caller.
  case written
}
