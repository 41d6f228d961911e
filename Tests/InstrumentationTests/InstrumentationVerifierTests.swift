// Every rule of the verifier fires on a module that breaks it, made by hand, and on nothing else.

import Instrumentation
import LLVMIR
import Testing

@Suite struct InstrumentationVerifierTests {
  /// A function before, and what a broken pass could have made of it.
  struct Breach: CustomTestStringConvertible {
    let rule: InstrumentationVerifier.Rule
    /// What the verifier says beside the rule's name.
    var detail = ""
    let function: String
    /// Inserts something.
    let damage: @Sendable (Module, Builder) -> Void
    var testDescription: String { "\(rule.rawValue) \(detail)" }
  }

  static let breaches = [
    Breach(rule: .untouched, function: "define void @f() disable_sanitizer_instrumentation {\n") {
      callHook("__msan_get_context_state", $0, $1)
    },
    Breach(rule: .untouched, function: "define void @f() naked sanitize_memory {\n") {
      callHook("__msan_get_context_state", $0, $1)
    },
    Breach(
      rule: .untouched,
      function: """
        declare void @__kmsan_region_begin()
        declare void @__kmsan_region_end()
        define void @f() disable_sanitizer_instrumentation {
        call void @__kmsan_region_begin()
        call void @__kmsan_region_end()

        """
    ) {
      callHook("__msan_get_context_state", $0, $1)
    },
    Breach(rule: .strayToken, function: "define void @f(ptr %p) sanitize_memory {\n") {
      let state = callHook("__msan_get_context_state", $0, $1)
      let type = $0.context.function($0.context.void, [])
      let (one, other) = ($0.declare("one", type), $0.declare("other", type))
      $1.store(one.value, $1.offset(state.value, 792), alignment: 8)
      $1.call(other, [])
    },
    Breach(rule: .untakenToken, function: "define void @f(ptr %p) sanitize_memory {\n") {
      let state = callHook("__msan_get_context_state", $0, $1)
      _ = $1.load($0.context.pointer, $1.offset(state.value, 792), alignment: 8)
    },
    Breach(rule: .silent, function: "define void @f() {\n") {
      callHook("__msan_warning", $0, $1)
    },
    Breach(
      rule: .storeWithoutShadow,
      function: "define void @f(ptr noundef %p) sanitize_memory {\nstore i32 1, ptr %p\n"
    ) { _, _ in },
    Breach(
      rule: .unorderedAtomic, detail: "the shadow is not cleared",
      function: "define void @f(ptr noundef %p) sanitize_memory {\n"
        + "%o = atomicrmw xchg ptr %p, i32 1 release\n"
    ) { _, _ in },
    Breach(
      rule: .unorderedAtomic, detail: "the shadow is not cleared",
      function: "define void @f(ptr noundef %p) sanitize_memory {\n"
        + "%o = cmpxchg ptr %p, i32 1, i32 2 release monotonic\n"
    ) { _, _ in },
    Breach(
      rule: .unorderedAtomic, detail: "the shadow is not cleared",
      function: "define void @f(ptr noundef %p) sanitize_memory {\n"
        + "%o = atomicrmw or ptr %p, i32 1 release\n"
    ) { _, _ in },
    Breach(
      rule: .unorderedAtomic, detail: "it is weaker than release",
      function: "define void @f(ptr noundef %p) sanitize_memory {\n"
        + "store atomic i32 1, ptr %p monotonic, align 4\n"
    ) {
      storeShadow($0.context.integer(32).zero, $0, $1)
    },
    Breach(
      rule: .unorderedAtomic, detail: "the shadow is not only cleared",
      function: "define void @f(ptr noundef %p) sanitize_memory {\n"
        + "store atomic i32 1, ptr %p release, align 4\n"
    ) {
      storeShadow($0.context.integer(32).constant(1), $0, $1)
    },
    Breach(
      rule: .unorderedAtomic, detail: "the shadow is not only cleared",
      function: "define void @f(ptr noundef %p) sanitize_memory {\n"
        + "%o = atomicrmw add ptr %p, i32 1 release\n"
    ) {
      storeShadow($0.context.integer(32).constant(1), $0, $1)
    },
    Breach(
      rule: .unorderedAtomic, detail: "the shadow is read before the value",
      function: "define void @f(ptr noundef %p) sanitize_memory {\n"
        + "%v = load atomic i32, ptr %p acquire, align 4\n"
    ) {
      let shadow = shadowPointer($0, $1)
      _ = $1.load($0.context.integer(32), shadow, alignment: 4)
    },
    Breach(rule: .staleContextState, function: "define void @f(ptr %p) sanitize_memory {\n") {
      let state = callHook("__msan_get_context_state", $0, $1)
      let type = $0.context.function($0.context.void, [])
      $1.call($0.declare("other", type), [])
      $1.store($0.context.integer(32).zero, $1.offset(state.value, 800), alignment: 8)
    },
    Breach(
      rule: .missingLocation,
      function: "define void @f() sanitize_memory !dbg !2 {\n"
    ) {
      $1.setDebugLocation(nil)
      callHook("__msan_warning", $0, $1)
    },
    Breach(rule: .growth, function: "define void @f() sanitize_memory {\n") { module, builder in
      let count = InstrumentationVerifier.growthMax + InstrumentationVerifier.growthAllowance
      for _ in 0...count { callHook("__msan_get_context_state", module, builder) }
    },
  ]

  @Test(arguments: breaches)
  func everyRuleFires(breach: Breach) throws {
    let located = breach.rule == .missingLocation
    let module = try Module.parse(
      breach.function + "ret void\(located ? ", !dbg !5" : "")\n}\n" + (located ? Self.debug : ""))
    let verifier = InstrumentationVerifier(before: module, options: Options())
    // A function that stores is wrong without instrumentation, too.
    let rules = [InstrumentationVerifier.Rule.storeWithoutShadow, .unorderedAtomic]
    #expect(verifier.defect() == nil || rules.contains(breach.rule))
    let builder = Builder(module.context)
    let block = try #require(module.function(named: "f")?.entry)
    // In front of the atomic operation, where there is one.
    let place = breach.rule == .unorderedAtomic ? block.first : block.terminator
    builder.position(before: try #require(place))
    breach.damage(module, builder)
    #expect(module.defect == nil)
    let defect = try #require(verifier.defect())
    #expect(
      defect.contains("'f' breaks the rule \(breach.rule): \(breach.detail)"), "\(defect)")
  }

  @Test func everyRuleIsTried() {
    let tried = Set(Self.breaches.map(\.rule))
    #expect(tried == Set(InstrumentationVerifier.Rule.allCases))
  }

  @Test func whatThePassMakesIsNotBroken() throws {
    let module = try Module.parse(
      """
      define i32 @f(ptr %p, i32 %v) sanitize_memory {
        store i32 %v, ptr %p
        %r = call i32 @f(ptr %p, i32 %v)
        %s = add i32 %r, %v
        store i32 %s, ptr %p
        ret i32 %s
      }
      """)
    let verifier = InstrumentationVerifier(before: module, options: Options())
    #expect(try #require(verifier.defect()).contains("storeWithoutShadow"))
    var options = Options()
    options.cleanUp = false
    try InstrumentationPass.run(on: module, options: options)
    #expect(verifier.defect() == nil)
  }

  /// The shadow of the first parameter, looked up.
  static func shadowPointer(_ module: Module, _ builder: Builder) -> Value {
    let pointer = module.context.pointer
    let type = module.context.function(module.context.structure([pointer, pointer]), [pointer])
    let lookUp = module.declare("__msan_metadata_ptr_for_store_4", type)
    let address = module.function(named: "f")?.parameters[0]
    return builder.extract(builder.call(lookUp, [address ?? pointer.zero]).value, 0)
  }

  static func storeShadow(_ value: Value, _ module: Module, _ builder: Builder) {
    builder.store(value, shadowPointer(module, builder), alignment: 4)
  }

  /// Calls a hook with zeros.
  @discardableResult
  static func callHook(_ name: String, _ module: Module, _ builder: Builder) -> Instruction {
    let context = module.context
    let origin = context.integer(32)
    let type =
      name == "__msan_warning"
      ? context.function(context.void, [origin]) : context.function(context.pointer, [])
    let arguments = name == "__msan_warning" ? [origin.zero] : []
    return builder.call(module.declare(name, type), arguments)
  }

  static let debug = """
    !llvm.dbg.cu = !{!0}
    !llvm.module.flags = !{!3}
    !0 = distinct !DICompileUnit(language: DW_LANG_C99, file: !1, emissionKind: FullDebug)
    !1 = !DIFile(filename: "f.c", directory: "/")
    !2 = distinct !DISubprogram(name: "f", file: !1, line: 5, type: !4, unit: !0, spFlags: DISPFlagDefinition)
    !3 = !{i32 2, !"Debug Info Version", i32 3}
    !4 = !DISubroutineType(types: !{})
    !5 = !DILocation(line: 6, scope: !2)
    """
}
