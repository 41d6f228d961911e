// Every vector intrinsic of x86 that the pass has a flow for, instrumented and executed on this
// processor. No model of the instruction is needed: of two fillings of the uninitialized bits, the
// processor itself gives the results, and a bit in which they differ must be in the shadow.
//
// What the processor does not have is left out; a test prints how much that is.

import Instrumentation
import LLVMIR
import ShadowAlgebra
import TestSupport
import Testing

@Suite struct VectorIntrinsicTests {
  static let subjects = VectorSubject.all
  static let groups = Array(0..<16)

  @Test(
    "no uninitialized bit is missed, and no bit too many where that is promised",
    arguments: groups)
  func executed(group: Int) async throws {
    let problems = try await compute {
      Result {
        let chosen = Self.subjects.enumerated().filter { index, subject in
          index % Self.groups.count == group && subject.isExecutable
        }
        return try VectorTrial.run(chosen.map(\.element))
      }
    }.get()
    for problem in problems.prefix(20) { Issue.record(Comment(rawValue: problem)) }
  }

  @Test("most intrinsics of SSE and AVX2 are executed here")
  func coverage() {
    let executed = Set(Self.subjects.filter(\.isExecutable).map(\.name))
    let all = Set(Self.subjects.map(\.name))
    print("\(executed.count) of \(all.count) vector intrinsics are executed on this processor")
    #expect(executed.contains("llvm.x86.ssse3.pshuf.b.128"))
    #expect(executed.count > 150)
  }

  @Test("every vector operation of the table of rules is an intrinsic's")
  func operations() {
    let emitted = Set(X86Intrinsics.named.flatMap { Self.operations(of: $0.flow) })
    let all = Rule.all(width: 16).compactMap { rule in
      if case .vector(let operation) = rule { Self.name(operation) } else { nil }
    }
    #expect(emitted == Set(all))
  }

  /// The instruction's name, without numbers that are part of the operation.
  private static func name(_ operation: VectorOperation) -> String {
    operation.description.split(separator: " ").prefix(2).joined(separator: " ")
  }

  private static func operations(of flow: VectorFlow) -> [String] {
    switch flow {
    case .arithmetic(let operation), .shift(let operation), .pairs(let operation),
      .test(let operation, _):
      [name(operation)]
    case .pack(.signed), .narrow(.signed): [name(.packss(to: 8))]
    case .pack(.signedToUnsigned): [name(.packus(to: 8))]
    case .narrow(.unsigned): [name(.pmovus(to: 8))]
    case .differences: [name(.psadbw)]
    case .ternary: [name(.pternlog(0))]
    default: []
    }
  }

  @Test("every name of the table is one of LLVM's")
  func names() {
    for (name, _) in X86Intrinsics.named where Intrinsic.id(name) == 0 {
      Issue.record("LLVM has no intrinsic \(name)")
    }
    let names = X86Intrinsics.named.map(\.name)
    #expect(Set(names).count == names.count, "a name stands in the table twice")
  }

  @Test("every vector intrinsic that touches no memory has a flow, or a reason to be strict")
  func completeness() throws {
    let strict = Set(StrictIntrinsics.named.flatMap { X86Intrinsics.alternatives(of: $0.pattern) })
    var listed = Set<String>()
    var known = 0
    for name in VectorSubject.everyName {
      let isStrict = strict.contains(String(name.dropFirst("llvm.x86.".count)))
      if isStrict { listed.insert(String(name.dropFirst("llvm.x86.".count))) }
      let isKnown = X86Intrinsics.isKnown(Intrinsic.id(name))
      if isKnown { known += 1 }
      #expect(!isStrict || !isKnown, "\(name) is in both lists")
      guard try VectorSubject.isVectorArithmetic(name) else { continue }
      #expect(isKnown || isStrict, "\(name) is in no list")
    }
    #expect(known > 700)
    #expect(listed == strict, "LLVM has no \(strict.subtracting(listed).sorted())")
  }
}

/// The vector intrinsics that are treated strictly, with the reason. Docs/Semantics.md has the same
/// families.
enum StrictIntrinsics {
  static let named: [(pattern: String, reason: String)] = [
    ("mmx.p{ackssdw,acksswb,ackuswb,and,andn,or,xor}", mmx),
    ("mmx.padd.{b,d,q,w}", mmx),
    ("mmx.padd{s,us}.{b,w}", mmx),
    ("mmx.psub.{b,d,q,w}", mmx),
    ("mmx.psub{s,us}.{b,w}", mmx),
    ("mmx.palignr.b", mmx),
    ("mmx.pavg.{b,w}", mmx),
    ("mmx.pcmp{eq,gt}.{b,d,w}", mmx),
    ("mmx.p{extr,insr,maxs,mins,mulh,mulhu,mull}.w", mmx),
    ("mmx.p{maxu,minu}.b", mmx),
    ("mmx.{pmadd.wd,pmovmskb,pmulu.dq,psad.bw}", mmx),
    ("mmx.ps{ll,lli,rl,rli}.{d,q,w}", mmx),
    ("mmx.ps{ra,rai}.{d,w}", mmx),
    ("mmx.punpck{h,l}{bw,dq,wd}", mmx),
    ("sse.{cvtpd2pi,cvtpi2pd,cvtpi2ps,cvtps2pi,cvttpd2pi,cvttps2pi,pshuf.w}", mmx),
    ("ssse3.pabs.{b,d,w}", mmx),
    ("ssse3.ph{add,sub}.{d,sw,w}", mmx),
    ("ssse3.{pmadd.ub.sw,pmul.hr.sw,pshuf.b}", mmx),
    ("ssse3.psign.{b,d,w}", mmx),
    ("sse42.pcmpestr{i,ia,ic,io,is,iz,m}128", strings),
    ("sse42.pcmpistr{i,ia,ic,io,is,iz,m}128", strings),
    ("sse41.phminposuw", "one instruction, in no kernel"),
    ("sse4a.{extrq,insertq}", "the control stands among the data; AMD only"),
    ("avx512.vp2intersect.{d,q}.{128,256,512}", "two results; in no kernel"),
    ("avx512fp16.mask{,z}.vf{,c}madd.{cph.128,cph.256,cph.512,csh}", complex),
    ("avx512fp16.mask.vf{,c}mul.{cph.128,cph.256,cph.512,csh}", complex),
    ("avx10.mask.vcvt2ps2phx.{128,256,512}", "joins two operands under a mask; in no kernel"),
    ("avx10.mask.vcvtbiasph2{bf8,bf8s,hf8,hf8s}{128,256,512}", "a bias from other lanes"),
    ("xop.vpermil2p{s,d}{,.256}", xop),
    ("xop.vphadd{bd,bq,bw,dq,ubd,ubq,ubw,udq,uwd,uwq,wd,wq}", xop),
    ("xop.vphsub{bw,dq,wd}", xop),
    ("xop.vpmac{sdd,sdqh,sdql,ssdd,ssdqh,ssdql,sswd,ssww,swd,sww}", xop),
    ("xop.vpmadcs{s,}wd", xop),
    ("xop.vpperm", xop),
    ("xop.vpsh{a,l}{b,d,q,w}", xop),
  ]

  private static let mmx = "clang 22 compiles the intrinsics of mmintrin.h to SSE2"
  private static let strings = "bytes behind the end of a string do not count"
  private static let complex = "complex numbers of half precision; in no kernel"
  private static let xop = "AMD's XOP of 2011 to 2017"
}
