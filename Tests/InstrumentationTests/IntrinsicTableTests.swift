// Every intrinsic of LLVM's general list, and every one of x86 that works on general registers, has an entry
// in the pass's table, or stands here with the reason why it is strict: its operands are checked, and its
// result counts as initialized. A new version of LLVM with more intrinsics fails this test.

import CLLVM
import Instrumentation
import Testing

@Suite struct IntrinsicTableTests {
  /// Beginnings of names, and why they have no entry.
  static let strictGeneral: [(reason: String, prefixes: [String])] = [
    ("no processor of ours has vectors with an active length", ["vp.", "experimental.vp."]),
    ("of languages that kernels are not written in", ["coro.", "objc.", "gc", "seh.", "ptrauth."]),
    (
      "stack maps, statepoints and deoptimization of just-in-time compilers",
      [
        "experimental.gc.", "experimental.deoptimize", "experimental.guard",
        "experimental.patchpoint",
        "experimental.stackmap", "experimental.widenable", "experimental.convergence.",
      ]
    ),
    (
      "exceptions, and calls prepared in parts",
      [
        "eh.dwarf.", "eh.exception", "eh.recoverfp", "eh.return.", "eh.sjlj.", "eh.unwind.",
        "call.preallocated.",
      ]
    ),
    (
      "read or write memory in ways without a rule",
      [
        "clear_cache", "load.relative", "experimental.vector.histogram.",
        "experimental.memset.pattern", "matrix.column.major.", "memcpy.element.",
        "memmove.element.", "memset.element.", "type.checked.load",
        "experimental.vector.compress",
      ]
    ),
    (
      "made by later passes, or by sanitizers that exclude ours",
      [
        "hwasan.", "stackguard", "stackprotector", "callbr.landingpad", "alloc.token.id",
        "icall.branch.funnel", "xray.",
      ]
    ),
    (
      "counted loops of other processors",
      ["loop.decrement", "set.loop.", "start.loop.", "test.set.loop.", "test.start.loop."]
    ),
    (
      "address arithmetic of BPF and of pointer authentication",
      ["preserve.", "protected.field.ptr", "adjust.trampoline", "reloc.none"]
    ),
  ]

  static let strictRegisters: [(reason: String, prefixes: [String])] = [
    (
      "read or write memory in ways without a rule",
      [
        "aadd", "aand", "aor", "axor", "atomic.", "cldemote", "clflushopt", "clrssbsy", "clwb",
        "clzero", "cmpccxadd", "directstore", "enqcmd", "fxrstor", "fxsave", "invpcid", "movdir64b",
        "movrs", "prefetchrs", "rstorssp", "wrss", "wruss", "xrstor", "xsave", "lwp", "monitorx",
        "umonitor",
      ]
    ),
    (
      "give the processor numbers to wait for, or to act on",
      ["int", "mwaitx", "tpause", "umwait", "senduipi", "loadiwkey", "encodekey"]
    ),
    ("of Windows", ["seh."]),
  ]

  /// The families of vectors and of matrices, which have tests of their own or none of whose members has a rule.
  static let otherFamilies = [
    "3dnow", "aes", "avx", "fma.", "mmx.", "sha", "sse", "ssse3", "vsha", "vsm", "xop.", "vgf2p8",
    "vcvt", "vbcst", "vp", "vf", "vt", "va", "vm", "vr", "vs", "f16c.", "cast.", "ldtilecfg",
    "sttilecfg", "t2", "tc", "td", "tile", "tmm", "tt",
  ]

  /// The names from one intrinsic on, in LLVM's order, as long as a condition holds. Behind the last number
  /// LLVM reads beyond its table, so that the condition must end before.
  private static func names(from first: UInt32, while condition: (String) -> Bool) -> [String] {
    var result: [String] = []
    for id in first... {
      var length = 0
      guard let text = LLVMIntrinsicGetName(id, &length) else { break }
      let name = String(cString: text)
      guard condition(name) else { break }
      result.append(name)
    }
    return result
  }

  /// General intrinsics come before those of processors, of which aarch64's are the first.
  static let general = names(from: 1) { !$0.hasPrefix("llvm.aarch64.") }
    .map { String($0.dropFirst("llvm.".count)) }

  static let x86: [String] = {
    let first = "llvm.x86.aadd32"
    return names(from: LLVMLookupIntrinsicID(first, first.utf8.count)) { $0.hasPrefix("llvm.x86.") }
      .map { String($0.dropFirst("llvm.x86.".count)) }
  }()

  @Test func everyGeneralIntrinsicIsDecided() {
    #expect(Self.general.count > 400)
    for name in Self.general {
      let isStrict = Self.strictGeneral.contains { $0.prefixes.contains { name.hasPrefix($0) } }
      let isKnown = InstrumentationPass.knowsIntrinsic("llvm." + name)
      #expect(isKnown != isStrict, "llvm.\(name): known \(isKnown), listed as strict \(isStrict)")
    }
  }

  @Test func everyIntrinsicOnRegistersIsDecided() {
    #expect(Self.x86.count > 1000)
    for name in Self.x86 {
      let isKnown = InstrumentationPass.knowsIntrinsic("llvm.x86." + name)
      if isKnown || Self.otherFamilies.contains(where: { name.hasPrefix($0) }) { continue }
      let isStrict = Self.strictRegisters.contains { $0.prefixes.contains { name.hasPrefix($0) } }
      #expect(isStrict, "llvm.x86.\(name) has neither an entry nor a reason to be strict")
    }
  }

  @Test func everyReasonHasAnIntrinsic() {
    let lists = [(Self.strictGeneral, Self.general), (Self.strictRegisters, Self.x86)]
    for (reasons, names) in lists {
      for prefix in reasons.flatMap(\.prefixes) {
        #expect(names.contains { $0.hasPrefix(prefix) }, "\(prefix)")
      }
    }
  }

  @Test func theTableHasNoNameThatLLVMDoesNotHave() {
    #expect(InstrumentationPass.unknownTableNames == [])
  }
}
