// The intrinsics of x86 that compute with general registers, that multiply without carries, or that read the
// processor's state.
//
// Source of the names: LLVM 22, IntrinsicsX86.td.

extension IntrinsicTable {
  static let processor: [(String, IntrinsicHandling)] = bits + processorState + selected

  private static let bits: [(String, IntrinsicHandling)] =
    ["32", "64"].flatMap { width -> [(String, IntrinsicHandling)] in
      [
        ("x86.bmi.pext." + width, .rule(.bits(.pext), operands: 2)),
        ("x86.bmi.pdep." + width, .rule(.bits(.pdep), operands: 2)),
        ("x86.bmi.bextr." + width, .rule(.bits(.bextr), operands: 2)),
        ("x86.bmi.bzhi." + width, .rule(.bits(.bzhi), operands: 2)),
        ("x86.tbm.bextri.u" + width, .rule(.bits(.bextr), operands: 2)),
        ("x86.addcarry." + width, .carry(.addcarry)),
        ("x86.subborrow." + width, .carry(.subborrow)),
      ]
    } + [
      ("x86.sse42.crc32.32.8", .rule(.bits(.crc32(data: 8)), operands: 2)),
      ("x86.sse42.crc32.32.16", .rule(.bits(.crc32(data: 16)), operands: 2)),
      ("x86.sse42.crc32.32.32", .rule(.bits(.crc32(data: 32)), operands: 2)),
      ("x86.sse42.crc32.64.64", .rule(.bits(.crc32(data: 64)), operands: 2)),
      ("x86.pclmulqdq", .carrylessProduct), ("x86.pclmulqdq.256", .carrylessProduct),
      ("x86.pclmulqdq.512", .carrylessProduct), ("clmul", .carrylessProduct),
    ]

  /// Without operands, or with ones that do not reach the result; what they give is initialized.
  private static let processorState: [(String, IntrinsicHandling)] =
    [
      "x86.flags.read.u32", "x86.flags.read.u64", "x86.mmx.emms", "x86.rdfsbase.32",
      "x86.rdfsbase.64", "x86.rdgsbase.32", "x86.rdgsbase.64", "x86.rdpid", "x86.rdpkru",
      "x86.rdrand.16", "x86.rdrand.32", "x86.rdrand.64", "x86.rdseed.16", "x86.rdseed.32",
      "x86.rdseed.64", "x86.rdtsc", "x86.rdtscp", "x86.saveprevssp", "x86.serialize",
      "x86.setssbsy", "x86.slwpcb", "x86.sse.sfence", "x86.sse2.lfence", "x86.sse2.mfence",
      "x86.sse2.pause", "x86.clui", "x86.stui", "x86.testui", "x86.wbinvd", "x86.wbnoinvd",
      "x86.xabort", "x86.xbegin", "x86.xend", "x86.xresldtrk", "x86.xsusldtrk", "x86.xtest",
    ].map { ($0, .ignore) }

  /// The operand selects what is read, or replaces what is there.
  private static let selected: [(String, IntrinsicHandling)] =
    [
      "x86.flags.write.u32", "x86.flags.write.u64", "x86.incsspd", "x86.incsspq", "x86.llwpcb",
      "x86.ptwrite32", "x86.ptwrite64", "x86.rdpmc", "x86.rdpru", "x86.urdmsr",
      "x86.wrfsbase.32", "x86.wrfsbase.64", "x86.wrgsbase.32", "x86.wrgsbase.64", "x86.wrpkru",
      "x86.xgetbv",
    ].map { ($0, .check([0])) } + [
      ("x86.uwrmsr", .check([0, 1])), ("x86.xsetbv", .check([0, 1, 2])),
      // The operand itself, where shadow stacks are off.
      ("x86.rdsspd", .copy), ("x86.rdsspq", .copy),
    ]
}
