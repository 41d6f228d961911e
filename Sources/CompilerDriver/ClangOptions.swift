// What must be known about clang's options to find the inputs on a command line.
//
// It lists the options whose value is the next argument; every other argument that starts with `-`
// is one word and passes through unread. Source: clang 22, include/clang/Options/Options.td, kinds
// Separate and JoinedOrSeparate.

/// Options whose value is the next argument.
enum ClangOptions {
  /// Always take the next argument.
  static let separate: Set<String> = [
    "--param", "--sysroot", "-Xanalyzer", "-Xassembler", "-Xclang", "-Xclangas", "-Xlinker",
    "-Xopenmp-target", "-Xpreprocessor", "-arch", "-aux-info", "-dependency-dot",
    "-dependency-file", "-fmodule-file-list", "-framework", "-gcc-toolchain", "-imultilib",
    "-iprefix", "-iquote", "-isysroot", "-isystem", "-isystem-after", "-iwithprefix",
    "-iwithprefixbefore", "-iwithsysroot", "-idirafter", "-iframework", "-ivfsoverlay",
    "-imacros", "-include", "-include-pch", "-install_name", "-mllvm", "-mthread-model",
    "-module-dependency-dir", "-o", "-object-file-name", "-serialize-diagnostics", "-target",
    "-working-directory", "-z", "--output", "--include", "--language", "--assert",
    "--define-macro", "--undefine-macro", "--include-directory", "--library-directory",
    "--for-linker", "--prefix", "--serialize-diagnostics",
  ]

  /// Take the next argument when nothing is joined to them.
  static let joinedOrSeparate: Set<String> = [
    "-A", "-B", "-D", "-F", "-G", "-I", "-L", "-MF", "-MJ", "-MQ", "-MT", "-T", "-U", "-V", "-b",
    "-e", "-l", "-rpath", "-u", "-x",
  ]

  /// Whether the argument after this one is its value.
  static func takesNext(_ argument: String) -> Bool {
    separate.contains(argument) || joinedOrSeparate.contains(argument)
      || argument.hasPrefix("-Xarch_")
  }
}
