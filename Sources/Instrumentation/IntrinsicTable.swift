// Every intrinsic that the pass knows, by name, with how it is handled. What is not listed
// is treated strictly (Visitors/Intrinsics.swift); `list-heuristics` prints those.
//
// Source of the names: LLVM 22 language reference.

import CLLVM
import LLVMIR
import ShadowAlgebra

/// How an intrinsic is instrumented.
enum IntrinsicHandling {
  /// A rule of ShadowAlgebra over the first operands.
  case rule(Operation, operands: Int)
  case overflow(OverflowOperation)
  /// A lane of the result is poisoned as a whole if the same lane of an operand has a poisoned bit.
  case lanes
  /// The result is poisoned where an operand is.
  case union
  /// The result's shadow is the first operand's.
  case copy
  case memcpy, memmove, memset
  case lifetimeStart
  case variadicStart, variadicCopy
  /// Neither checked nor poisoned.
  case ignore
  /// Only the listed operands are checked; the result is clean.
  case check([Int])
  case reduceAnd, reduceOr, reduceOther
  case maskedLoad, maskedStore, maskedGather, maskedScatter
  /// An intrinsic of x86.
  case vector(VectorFlow)
}

/// The numbers of the intrinsics, looked up once per process.
struct IntrinsicTable: @unchecked Sendable {
  // SAFETY: immutable after initialization; the numbers are plain integers.
  static let shared = IntrinsicTable()

  let bswap = Intrinsic.id("llvm.bswap")
  let bitreverse = Intrinsic.id("llvm.bitreverse")
  let ctpop = Intrinsic.id("llvm.ctpop")
  let ctlz = Intrinsic.id("llvm.ctlz")
  let cttz = Intrinsic.id("llvm.cttz")
  let lifetimeStart = Intrinsic.id("llvm.lifetime.start")
  let vectorReduceOr = Intrinsic.id("llvm.vector.reduce.or")
  let vectorReduceAnd = Intrinsic.id("llvm.vector.reduce.and")
  private let expandLoad = Intrinsic.id("llvm.masked.expandload")
  private let compressStore = Intrinsic.id("llvm.masked.compressstore")
  private let handlings: [UInt32: IntrinsicHandling]

  private init() {
    var table: [UInt32: IntrinsicHandling] = [:]
    for (name, handling) in Self.named {
      let id = Intrinsic.id("llvm." + name)
      if id != 0 { table[id] = handling }
    }
    handlings = table
  }

  /// Whether a masked operation's elements lie side by side in memory.
  func isConsecutive(_ id: UInt32) -> Bool { id == expandLoad || id == compressStore }

  /// How the intrinsic is handled, nil when the table does not know it.
  func handling(of id: UInt32) -> IntrinsicHandling? {
    handlings[id] ?? X86Intrinsics.shared.flow(of: id).map(IntrinsicHandling.vector)
  }

  private static let named: [(String, IntrinsicHandling)] =
    scalars + overflowing + floats + memory + silent + vectors

  private static let scalars: [(String, IntrinsicHandling)] = [
    ("bswap", .rule(.bswap, operands: 1)),
    ("bitreverse", .rule(.bitreverse, operands: 1)),
    ("ctpop", .rule(.ctpop, operands: 1)),
    ("ctlz", .rule(.ctlz, operands: 1)),
    ("cttz", .rule(.cttz, operands: 1)),
    ("abs", .rule(.abs, operands: 1)),
    ("fshl", .rule(.fshl, operands: 3)),
    ("fshr", .rule(.fshr, operands: 3)),
    ("smin", .rule(.smin, operands: 2)),
    ("smax", .rule(.smax, operands: 2)),
    ("umin", .rule(.umin, operands: 2)),
    ("umax", .rule(.umax, operands: 2)),
    ("uadd.sat", .rule(.uaddSat, operands: 2)),
    ("sadd.sat", .rule(.saddSat, operands: 2)),
    ("usub.sat", .rule(.usubSat, operands: 2)),
    ("ssub.sat", .rule(.ssubSat, operands: 2)),
    ("ushl.sat", .rule(.ushlSat, operands: 2)),
    ("sshl.sat", .rule(.sshlSat, operands: 2)),
    ("ucmp", .rule(.ucmp(to: 0), operands: 2)),
    ("scmp", .rule(.scmp(to: 0), operands: 2)),
    ("ptrmask", .rule(.and, operands: 2)),
    ("expect", .copy),
    ("expect.with.probability", .copy),
    ("ssa.copy", .copy),
    ("launder.invariant.group", .copy),
    ("strip.invariant.group", .copy),
    ("threadlocal.address", .copy),
    ("annotation", .copy),
    ("ptr.annotation", .copy),
    ("arithmetic.fence", .copy),
  ]

  private static let overflowing: [(String, IntrinsicHandling)] = [
    ("uadd.with.overflow", .overflow(.uadd)),
    ("sadd.with.overflow", .overflow(.sadd)),
    ("usub.with.overflow", .overflow(.usub)),
    ("ssub.with.overflow", .overflow(.ssub)),
    ("umul.with.overflow", .overflow(.umul)),
    ("smul.with.overflow", .overflow(.smul)),
  ]

  private static let memory: [(String, IntrinsicHandling)] = [
    ("memcpy", .memcpy),
    ("memcpy.inline", .memcpy),
    ("memmove", .memmove),
    ("memset", .memset),
    ("memset.inline", .memset),
    ("lifetime.start", .lifetimeStart),
    ("va_start", .variadicStart),
    ("va_copy", .variadicCopy),
  ]

  private static let silent: [(String, IntrinsicHandling)] =
    [
      "lifetime.end", "va_end", "donothing", "sideeffect", "assume", "invariant.start",
      "invariant.end", "dbg.declare", "dbg.value", "dbg.label", "dbg.assign", "is.constant",
      "objectsize", "returnaddress", "addressofreturnaddress", "frameaddress", "sponentry",
      "stacksave", "trap", "debugtrap", "ubsantrap", "experimental.noalias.scope.decl", "fake.use",
      "pseudoprobe", "allow.runtime.check", "allow.ubsan.check", "allow.sanitize.check",
      "localescape", "localrecover", "eh.typeid.for", "readcyclecounter", "prefetch",
      "thread.pointer", "vscale", "read_register", "asan.check.memaccess", "type.test",
      "public.type.test", "var.annotation", "codeview.annotation", "coverage", "reset.fpenv",
      "get.rounding", "init.trampoline", "instrprof.increment",
    ].map { ($0, .ignore) } + [("stackrestore", .check([0])), ("write_register", .check([1]))]

  private static let vectors: [(String, IntrinsicHandling)] = [
    ("vector.reduce.and", .reduceAnd),
    ("vector.reduce.or", .reduceOr),
    ("vector.reduce.xor", .reduceOther),
    ("vector.reduce.add", .reduceOther),
    ("vector.reduce.mul", .reduceOther),
    ("vector.reduce.smin", .reduceOther),
    ("vector.reduce.smax", .reduceOther),
    ("vector.reduce.umin", .reduceOther),
    ("vector.reduce.umax", .reduceOther),
    ("vector.reduce.fmin", .reduceOther),
    ("vector.reduce.fmax", .reduceOther),
    ("vector.reduce.fadd", .reduceOther),
    ("vector.reduce.fmul", .reduceOther),
    ("masked.load", .maskedLoad),
    ("masked.store", .maskedStore),
    ("masked.gather", .maskedGather),
    ("masked.scatter", .maskedScatter),
    ("masked.expandload", .maskedLoad),
    ("masked.compressstore", .maskedStore),
  ]
}
