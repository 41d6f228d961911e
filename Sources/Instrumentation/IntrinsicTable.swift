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
  /// x86's addition and subtraction with a carry, which stands first.
  case carry(OverflowOperation)
  /// `clmul` of integers, or x86's of halves of 128 bits.
  case carrylessProduct
  /// Lane by lane.
  case lanes(LaneFunction)
  /// One poisoned bit of an operand poisons all of the result.
  case whole
  /// Lanes change places: of shadows as of values. With the types that the intrinsic is overloaded on.
  case permute([OverloadedType])
  /// The result's shadow is the first operand's.
  case copy
  case memcpy, memmove, memset
  case lifetimeStart
  case variadicStart, variadicCopy
  /// Neither checked nor poisoned.
  case ignore
  /// Only the listed operands are checked; the result is clean.
  case check([Int])
  case reduceAnd, reduceOr, reduceXor, reduceAdd, reduceOther
  case maskedLoad, maskedStore, maskedGather, maskedScatter
  /// As many bytes at the first operand become initialized; the operands are checked.
  case writes(bytes: Int)
  /// As many bytes at the first operand must be initialized.
  case uses(bytes: Int)
  /// The result is what lies at the first operand.
  case load
  /// Memory at an operand, in the lanes in which the second operand is negative.
  case laneLoad
  case laneStore(value: Int, address: Int)
  /// A vector intrinsic of x86.
  case vector(VectorFlow)
}

/// Where an intrinsic shows a type that it is overloaded on.
enum OverloadedType {
  case result
  case operand(Int)
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
  let maskedLoad = Intrinsic.id("llvm.masked.load")
  let maskedStore = Intrinsic.id("llvm.masked.store")
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

  fileprivate static let named: [(String, IntrinsicHandling)] =
    scalars + overflowing + floats + processor + memory + silent + vectors + permutations
    + x86Memory

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
      "pseudoprobe", "allow.runtime.check", "allow.ubsan.check",
      "localescape", "localrecover", "eh.typeid.for", "readcyclecounter", "readsteadycounter",
      "pcmarker", "prefetch", "stackaddress", "get.fpenv", "get.fpmode", "reset.fpmode",
      "get.dynamic.area.offset", "localaddress", "swift.async.context.addr", "stepvector",
      "read_volatile_register", "allow.sanitize.address", "allow.sanitize.hwaddress",
      "allow.sanitize.memory", "allow.sanitize.thread", "instrprof.increment.step",
      "instrprof.callsite", "instrprof.cover", "instrprof.timestamp", "instrprof.value.profile",
      "instrprof.mcdc.parameters", "instrprof.mcdc.tvbitmap.update",
      "thread.pointer", "vscale", "read_register", "asan.check.memaccess", "type.test",
      "public.type.test", "var.annotation", "codeview.annotation", "reset.fpenv",
      "get.rounding", "init.trampoline", "instrprof.increment",
    ].map { ($0, .ignore) } + [
      ("stackrestore", .check([0])), ("write_register", .check([1])), ("set.fpenv", .check([0])),
      ("set.fpmode", .check([0])), ("set.rounding", .check([0])),
    ]

  private static let vectors: [(String, IntrinsicHandling)] = [
    ("vector.reduce.and", .reduceAnd),
    ("vector.reduce.or", .reduceOr),
    ("vector.reduce.xor", .reduceXor),
    ("vector.reduce.add", .reduceAdd),
    ("vector.reduce.mul", .reduceOther),
    ("vector.reduce.smin", .reduceOther),
    ("vector.reduce.smax", .reduceOther),
    ("vector.reduce.umin", .reduceOther),
    ("vector.reduce.umax", .reduceOther),
    ("vector.reduce.fmin", .reduceOther),
    ("vector.reduce.fmax", .reduceOther),
    ("vector.reduce.fminimum", .reduceOther),
    ("vector.reduce.fmaximum", .reduceOther),
    ("vector.reduce.fadd", .reduceOther),
    ("vector.reduce.fmul", .reduceOther),
    ("vector.partial.reduce.add", .whole),
    ("vector.partial.reduce.fadd", .whole),
    ("matrix.multiply", .whole),
    ("experimental.cttz.elts", .whole),
    ("experimental.get.vector.length", .whole),
    ("experimental.vector.extract.last.active", .whole),
    ("experimental.vector.match", .whole),
    ("get.active.lane.mask", .whole),
    ("loop.dependence.raw.mask", .whole),
    ("loop.dependence.war.mask", .whole),
    ("masked.load", .maskedLoad),
    ("masked.store", .maskedStore),
    ("masked.gather", .maskedGather),
    ("masked.scatter", .maskedScatter),
    ("masked.expandload", .maskedLoad),
    ("masked.compressstore", .maskedStore),
  ]

  private static let permutations: [(String, IntrinsicHandling)] =
    [
      ("vector.insert", .permute([.result, .operand(1)])),
      ("vector.extract", .permute([.result, .operand(0)])),
      ("vector.reverse", .permute([.result])),
      ("vector.splice.left", .permute([.result])),
      ("vector.splice.right", .permute([.result])),
      ("matrix.transpose", .permute([.result])),
    ]
    + (2...8).flatMap { count -> [(String, IntrinsicHandling)] in
      [
        ("vector.interleave\(count)", .permute([.result])),
        ("vector.deinterleave\(count)", .permute([.operand(0)])),
      ]
    }
}

extension InstrumentationPass {
  /// Whether the pass has an entry for an intrinsic, named `llvm.…` without types. It treats others strictly.
  public static func knowsIntrinsic(_ name: String) -> Bool {
    IntrinsicTable.shared.handling(of: Intrinsic.id(name)) != nil
  }

  /// Names in the pass's table that LLVM does not have.
  public static var unknownTableNames: [String] {
    IntrinsicTable.named.map { "llvm." + $0.0 }.filter { Intrinsic.id($0) == 0 }
  }
}
