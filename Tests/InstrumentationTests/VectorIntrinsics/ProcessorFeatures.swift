// Which intrinsics this processor can execute.

import CLLVM

enum ProcessorFeatures {
  /// What the processor has, in LLVM's words.
  static let present: Set<Substring> = {
    guard let text = LLVMGetHostCPUFeatures() else { return [] }
    defer { LLVMDisposeMessage(text) }
    let words = String(cString: text).split(separator: ",")
    return Set(words.filter { $0.hasPrefix("+") }.map { $0.dropFirst() })
  }()

  /// What intrinsics need whose names begin so, or have this part; the first line that fits counts.
  private static let needs: [(part: String, features: [Substring])] = [
    ("xop", ["xop"]), ("avx512fp16", ["avx512fp16"]), ("avx512bf16", ["avx512bf16", "avx512vl"]),
    ("avx10", ["avx10.2"]), ("vp2intersect", ["avx512vp2intersect"]),
    ("vpermi2var.qi", wide + ["avx512vbmi"]), ("permvar.qi", wide + ["avx512vbmi"]),
    ("pmultishift", wide + ["avx512vbmi"]), ("vpshufbitqmb", wide + ["avx512bitalg"]),
    ("vpmadd52", wide + ["avx512ifma"]), ("avx512.vpdp", wide + ["avx512vnni"]),
    ("avx2.vpdpb", ["avxvnniint8"]), ("avx2.vpdpw", ["avxvnniint16"]),
    ("avx512.", wide), ("avx2.", ["avx2"]), ("avx.", ["avx"]), ("fma.", ["fma"]),
    (".512", wide + ["vaes", "gfni"]),
    (".256", ["avx", "vaes", "gfni"]),
    ("aesni", ["aes"]), ("vgf2p8", ["gfni", "avx"]),
    ("vcvtps2ph", ["f16c"]),
    ("vcvtneps2bf16", ["avxneconvert"]), ("vsha512", ["sha512"]), ("vsm3", ["sm3"]),
    ("vsm4", ["sm4"]), ("sha", ["sha"]), ("sse4a", ["sse4a"]),
    ("ssse3", ["ssse3"]), ("sse41", ["sse4.1"]), ("sse42", ["sse4.2"]), ("sse3", ["sse3"]),
    ("sse", []),
  ]

  private static let wide: [Substring] = [
    "avx512f", "avx512vl", "avx512bw", "avx512dq", "avx512cd",
  ]

  static func canExecute(_ name: String) -> Bool {
    guard let need = needs.first(where: { name.contains($0.part) }) else {
      preconditionFailure("it is not known what \(name) needs")
    }
    return present.isSuperset(of: need.features)
  }
}

extension VectorSubject {
  var isExecutable: Bool { ProcessorFeatures.canExecute(name) }
}
