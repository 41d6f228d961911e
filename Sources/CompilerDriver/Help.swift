// The text of --kmsan-help.

extension DriverOptions {
  /// The help text. `passFlags` are name, values with the default first, and help of the pass's
  /// flags.
  public static func help(passFlags: [(name: String, values: [String], help: String)]) -> String {
    var rows = [
      ("pass=ours|stock|none", "who instruments: our pass, clang's own, nobody"),
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
      kmsan-cc: clang with the kernel memory sanitizer's pass loaded. Every option of clang works and
      means what it means there; commands that only preprocess, assemble or link are left as they are,
      but for -fsanitize=kernel-memory when they preprocess. Commands with -mllvm
      -msan-disable-checks=1, an option of clang's own pass, are left to that pass. By a name that
      ends in ++ it is clang++.

      What is instrumented: every source that is compiled, but not with -fno-sanitize=kernel-memory
      (or =all). A build that gives -fsanitize=kernel-memory itself and leaves it out for files that
      must not be instrumented, as Linux's does, needs --kmsan-scope=asked, as in
        make CC='kmsan-cc --kmsan-scope=asked'
      Code for other machines than x86-64 with 64-bit addresses (-m16, -m32, -mx32) cannot be
      instrumented, and is an error where it would be.

      Options of its own (the first value is the default):
      \(table.joined(separator: "\n"))

      Compiler caches: KMSAN_LAUNCHER=ccache kmsan-cc …, which tells ccache about the plugin; or
        CCACHE_COMPILERCHECK='%compiler% --kmsan-identity' ccache kmsan-cc …
      Distributed builds: KMSAN_LAUNCHER=distcc kmsan-cc …, with the same plugin at the same path on
      every machine.
      """
  }
}
