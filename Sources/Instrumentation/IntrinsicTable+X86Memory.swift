// The intrinsics of x86 that read or write memory of a known size. Those of an unknown size (xsave and
// the like, tiles, scattered lanes) are not listed: what they write keeps its shadow.
//
// Source of the names and sizes: LLVM 22, IntrinsicsX86.td; Intel's manual, volume 2.

extension IntrinsicTable {
  static let x86Memory: [(String, IntrinsicHandling)] = sized + laneLoads + laneStores

  private static let sized: [(String, IntrinsicHandling)] = [
    ("x86.sse.stmxcsr", .writes(bytes: 4)),
    ("x86.fxsave", .writes(bytes: 512)),
    ("x86.fxsave64", .writes(bytes: 512)),
    ("x86.sttilecfg", .writes(bytes: 64)),
    ("x86.directstore32", .writes(bytes: 4)),
    ("x86.directstore64", .writes(bytes: 8)),
    ("x86.movdir64b", .writes(bytes: 64)),
    ("x86.sse.ldmxcsr", .uses(bytes: 4)),
    ("x86.ldtilecfg", .uses(bytes: 64)),
    ("x86.sse3.ldu.dq", .load),
    ("x86.avx.ldu.dq.256", .load),
    ("x86.sse2.maskmov.dqu", .laneStore(value: 0, address: 2)),
  ]

  private static let laneLoads: [(String, IntrinsicHandling)] = [
    "avx.maskload.ps", "avx.maskload.ps.256", "avx.maskload.pd", "avx.maskload.pd.256",
    "avx2.maskload.d", "avx2.maskload.d.256", "avx2.maskload.q", "avx2.maskload.q.256",
  ].map { ("x86." + $0, .laneLoad) }

  private static let laneStores: [(String, IntrinsicHandling)] = [
    "avx.maskstore.ps", "avx.maskstore.ps.256", "avx.maskstore.pd", "avx.maskstore.pd.256",
    "avx2.maskstore.d", "avx2.maskstore.d.256", "avx2.maskstore.q", "avx2.maskstore.q.256",
  ].map { ("x86." + $0, .laneStore(value: 2, address: 0)) }
}
