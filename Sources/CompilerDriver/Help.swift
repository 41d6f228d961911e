// The text of --kmsan-help.

extension DriverOptions {
  /// The help text. `passFlags` are name, values with the default first, and help of the pass's
  /// flags.
  public static func help(passFlags: [(name: String, values: [String], help: String)]) -> String {
    var rows = [
      ("pass=ours|stock|none", "the pass that instruments: ours, clang's own, none"),
      ("scope=all|asked", "what is instrumented, see below"),
      ("clang=PROGRAM", "the compiler; else KMSAN_CLANG, else clang-22 on PATH"),
      ("launcher=PROGRAM", "run the compiler through ccache, distcc or icecc; else KMSAN_LAUNCHER"),
      ("identity", "print a digest of compiler, plugin and flags, for compiler caches"),
      ("command", "print the command instead of running it"),
      ("help", "print this"),
    ]
    rows += passFlags.map { ("\($0.name)=\($0.values.joined(separator: "|"))", $0.help) }
    let width = (rows.map(\.0.count).max() ?? 0) + 2
    let table = rows.map { row in
      "  \(prefix)\(row.0)" + String(repeating: " ", count: width - row.0.count) + row.1
    }
    return """
      kmsan-cc: clang with the kernel memory sanitizer's pass. It takes every option of clang. Commands that only
      preprocess, assemble or link are passed on unchanged; preprocessing gets -fsanitize=kernel-memory. Commands
      with -mllvm -msan-disable-checks=1, an option of clang's own pass, get that pass. Called by a name that ends
      in ++, it is clang++.

      Every source that is compiled is instrumented, except with -fno-sanitize=kernel-memory (or =all). Some builds,
      Linux's among them, pass -fsanitize=kernel-memory themselves, and leave it out for files that must not be
      instrumented. They need --kmsan-scope=asked, as in
        make CC='kmsan-cc --kmsan-scope=asked'
      Only x86-64 with 64-bit addresses can be instrumented; other targets (-m16, -m32, -mx32) are an error.

      Options of kmsan-cc (the first value is the default):
      \(table.joined(separator: "\n"))

      Compiler caches: KMSAN_LAUNCHER=ccache kmsan-cc …, which tells ccache about the plugin; or
        CCACHE_COMPILERCHECK='%compiler% --kmsan-identity' ccache kmsan-cc …
      Distributed builds: KMSAN_LAUNCHER=distcc kmsan-cc …, with the same plugin at the same path on
      every machine.
      """
  }
}
