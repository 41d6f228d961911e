// Why an object does not link with the runtime: it is for another machine, another sanitizer, or
// another version of the runtime. Asked only after the linker has failed; objects that link fit,
// because whatever differs has another name.
//
// Source of the file header: the System V ABI, chapter 4 (object files), section "ELF Header".

import Foundation
import HostSystem

/// What is wrong with one object or archive.
struct ObjectDiagnosis {
  /// A sentence that names the file, without its full stop.
  let problem: String

  /// What a person can do about any of these.
  static let remedy = "Compile it again with kmsan-cc, or give `kmsan run` its source."

  /// Names of symbols that other sanitizers use, and the option that makes objects refer to them.
  private static let otherSanitizers = [
    ("__asan_", "address"), ("__hwasan_", "hwaddress"), ("__tsan_", "thread"),
    ("__dfsan_", "dataflow"), ("__nsan_", "numerical"), ("__rtsan_", "realtime"),
  ]

  /// Looks at a file that a user gave; nil when nothing is wrong that this type knows. `runtime` is
  /// the library whose symbols it may refer to.
  init?(of file: String, runtime: String) async {
    if let problem = Self.wrongFormat(file) {
      self.problem = problem
      return
    }
    guard let symbols = await Self.symbols(of: file), let known = await Self.symbols(of: runtime)
    else { return nil }
    let missing = symbols.undefined.subtracting(symbols.defined).subtracting(known.defined)
    if missing.contains("__msan_init") || missing.contains("__msan_param_tls") {
      problem = "\(file) was compiled with -fsanitize=memory, which is for user programs"
    } else if let option = Self.otherSanitizers.first(where: { prefix, _ in
      missing.contains { $0.hasPrefix(prefix) }
    }) {
      problem = "\(file) was compiled with -fsanitize=\(option.1), another sanitizer"
    } else if let start = missing.first(where: { $0.hasPrefix("kmsan_start_abi_") }) {
      problem =
        "\(file) was compiled with headers of version \(start.split(separator: "_").last ?? "")"
        + " of the runtime's ABI, which this runtime does not have"
    } else if let hook = missing.sorted().first(where: { $0.hasPrefix("__msan_") }) {
      problem = "\(file) calls \(hook), a hook that this runtime does not have"
    } else {
      return nil
    }
  }

  /// What the first bytes say against an object; archives are left to the linker.
  private static func wrongFormat(_ file: String) -> String? {
    guard file.hasSuffix(".o"), let handle = FileHandle(forReadingAtPath: file),
      let bytes = try? handle.read(upToCount: 20)
    else { return nil }
    guard bytes.count == 20, bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46]) else {
      return "\(file) is no object in the ELF format"
    }
    // e_machine, in the byte order that e_ident names.
    let isLittleEndian = bytes[5] == 1
    let machine = Int(bytes[isLittleEndian ? 18 : 19]) | Int(bytes[isLittleEndian ? 19 : 18]) << 8
    guard machine != 62 else { return nil }
    let names = [3: "i386", 21: "ppc64", 22: "s390x", 183: "aarch64", 243: "riscv"]
    return "\(file) is for another machine (\(names[machine] ?? "number \(machine)")), and the"
      + " runtime's ABI is that of x86-64"
  }

  /// The symbols that a file defines for others, and those that it refers to.
  private static func symbols(
    of file: String
  ) async -> (defined: Set<String>, undefined: Set<String>)? {
    guard
      let table = try? await HostCommand(
        "llvm-nm-22", ["--extern-only", "--format=posix", file]
      ).capture(), table.isSuccess
    else { return nil }
    var defined: Set<String> = []
    var undefined: Set<String> = []
    for line in table.output.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count >= 2 else { continue }
      if words[1] == "U" || words[1] == "w" {
        undefined.insert(String(words[0]))
      } else {
        defined.insert(String(words[0]))
      }
    }
    return (defined, undefined)
  }
}
