// Whatever clang writes with the flags of `kmsan --print-plugin-flags` is instrumented, or an error of the
// compilation that leaves no file behind.

import Foundation
import TestSupport
import Testing

@Suite struct CompilerOutputTests {
  static let source = "int f(int *p) { return *p ? 1 : 2; }\n"

  /// Runs clang with the flags of the plugin, in a shell as a build does.
  func compile(
    _ arguments: [String], in folder: URL, _ environment: [String: String] = [:]
  ) async throws -> CommandResult {
    let line = "eval clang-22 $(\(Products.path("kmsan")) --print-plugin-flags) '\"$@\"'"
    return try await run(["sh", "-c", line, "sh"] + arguments, in: folder, environment)
  }

  /// Whether a file of assembly, LLVM IR, bitcode or object code uses the hooks.
  func isInstrumented(_ name: String, in folder: URL) async throws -> Bool {
    let hook = "__msan_metadata_ptr_for_load_4"
    if [".s", ".ll"].contains(where: name.hasSuffix) {
      return try String(contentsOf: folder.appending(path: name), encoding: .utf8).contains(hook)
    }
    let symbols = try await run(["llvm-nm-22", name], in: folder)
    #expect(symbols.status == 0, "\(symbols.error)")
    return symbols.output.contains(hook)
  }

  static let modes: [(options: [String], file: String)] = [
    (["-c"], "a.o"), (["-S"], "a.s"), (["-c", "-fno-integrated-as"], "a.o"),
    (["-S", "-fno-integrated-as"], "a.s"), (["-c", "-save-temps"], "a.o"),
    (["-S", "-save-temps"], "a.s"), (["-c", "-emit-llvm"], "a.bc"), (["-S", "-emit-llvm"], "a.ll"),
    (["-c", "-flto"], "a.o"), (["-c", "-flto=thin"], "a.o"), (["-S", "-flto"], "a.ll"),
    (["-c", "-flto", "-ffat-lto-objects"], "a.o"),
    (["-c", "-flto=thin", "-ffat-lto-objects"], "a.o"), (["-c", "-fembed-bitcode"], "a.o"),
  ]

  @Test(arguments: modes, ["-O0", "-O2"])
  func everyOutputIsInstrumented(mode: (options: [String], file: String), level: String)
    async throws
  {
    try await withTemporaryFolder { folder in
      try folder.write(Self.source, to: "a.c")
      let arguments = [level] + mode.options + ["a.c", "-o", mode.file]
      let result = try await compile(arguments, in: folder)
      #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
      #expect(try await isInstrumented(mode.file, in: folder))
      guard mode.options.contains("-ffat-lto-objects") else { return }
      let dump = ["llvm-objcopy-22", "--dump-section=.llvm.lto=half.bc", mode.file]
      #expect(try await run(dump, in: folder).status == 0)
      #expect(try await isInstrumented("half.bc", in: folder))
    }
  }

  /// The error that every output can have: the module is instrumented already.
  @Test(arguments: modes) func anErrorLeavesNoOutput(options: [String], file: String) async throws {
    try await withTemporaryFolder { folder in
      try folder.write(Self.source, to: "a.c")
      #expect(try await compile(["-c", "-emit-llvm", "a.c"], in: folder).status == 0)
      let result = try await compile(options + ["a.bc", "-o", "x" + file], in: folder)
      #expect(result.status == 1)
      let reason = "error: kmsan: the module is already instrumented by this pass"
      #expect(result.error.contains(reason), "\(result.error)")
      #expect(!folder.has("x" + file))
      // What the message advises.
      #expect(try await run(["clang-22", "-c", "a.bc"], in: folder).status == 0)
    }
  }

  @Test(arguments: ["-flto", "-flto=thin"], ["-O0", "-O2"])
  func aProgramOfLinkTimeOptimizationReports(mode: String, level: String) async throws {
    try await withTemporaryFolder { folder in
      let root = Repository.root.path(percentEncoded: false)
      let includes = ["CRuntime", "CHostedPort"].map { "-I\(root)Sources/\($0)/include" }
      try folder.write(
        """
        #include <kmsan_kernel.h>
        struct pair { int a, b; };
        int second(struct pair p);
        int main(void) {
          struct pair *p = kmalloc(sizeof(*p), GFP_KERNEL);
          p->a = 1;
          return second(*p);
        }
        """, to: "a.c")
      try folder.write(
        """
        #include <kmsan_kernel.h>
        struct pair { int a, b; };
        int second(struct pair p) {
          if (p.a == 2) printk("two");
          if (p.b == 2) printk("two");
          return 0;
        }
        """, to: "b.c")
      let compiled = try await compile([mode, level, "-c", "a.c", "b.c"] + includes, in: folder)
      #expect(compiled.status == 0 && compiled.error.isEmpty, "\(compiled.error)")
      let library = Products.path("libKMSANHosted.a")
      let linked = try await run(
        ["clang-22", mode, level, "-fuse-ld=lld", "a.o", "b.o", library, "-o", "a"], in: folder)
      #expect(linked.status == 0, "\(linked.error)")
      let result = try await run(["./a"], in: folder)
      #expect(result.status == 2 && kinds(result) == ["uninit-value"], "\(result.error)")
    }
  }

  /// Commands that make nothing of a module are as they were.
  @Test(arguments: ["-E", "-M", "-fsyntax-only", "-x c-header"])
  func otherCommandsAreSilent(options: String) async throws {
    try await withTemporaryFolder { folder in
      try folder.write(Self.source, to: "a.c")
      let words = options.split(separator: " ").map(String.init)
      let result = try await compile(words + ["a.c", "-o", "out"], in: folder)
      #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
    }
  }

  @Test(arguments: modes) func anEmptyFileHasNoError(options: [String], file: String) async throws {
    try await withTemporaryFolder { folder in
      try folder.write("", to: "a.c")
      let result = try await compile(options + ["a.c", "-o", file], in: folder)
      #expect(result.status == 0 && result.error.isEmpty && folder.has(file), "\(result.error)")
    }
  }

  @Test func anotherMachineIsRefused() async throws {
    try await withTemporaryFolder { folder in
      try folder.write(Self.source, to: "a.c")
      let result = try await compile(["-mx32", "-c", "a.c"], in: folder)
      #expect(result.status == 1 && !folder.has("a.o"))
      #expect(result.error.contains("gnux32' is not supported: only code for x86-64"))
    }
  }

  /// Calls of it are inlined everywhere, also where the program has no location.
  @Test(arguments: ["-O0", "-O2"])
  func aFastPathMayHaveDebugInformation(level: String) async throws {
    try await withTemporaryFolder { folder in
      let root = Repository.root.path(percentEncoded: false)
      let includes = ["CRuntime", "CHostedPort"].map { "-I\(root)Sources/\($0)/include" }
      let fastPath = Repository.path("Integrations/hosted/fast-path.c")
      let compiled = try await run(
        ["clang-22", "-O2", "-g", "-c", "-emit-llvm", fastPath, "-o", "fast.bc"] + includes,
        in: folder)
      #expect(compiled.status == 0, "\(compiled.error)")
      try folder.write(
        "int f(int *p, short *q) { *q = (short)*p; return p[*q] ? 1 : 2; }\n", to: "a.c")
      for debug in ["-g", "-g0"] {
        let line = [level, debug, "--kmsan-fast-path=fast.bc", "--kmsan-verify=1", "-c", "a.c"]
        let result = try await run([driver] + line, in: folder)
        #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
        #expect(folder.has("a.o"))
      }
    }
  }

  /// A crash of the pass is told from one of clang. The function of LLVM that crashes here is called by
  /// the pass and not by clang.
  @Test(arguments: [["-c"], ["-c", "-flto"]])
  func aCrashOfThePassIsItsOwn(options: [String]) async throws {
    try await withTemporaryFolder { folder in
      try folder.write(Self.source, to: "a.c")
      try folder.write("void LLVMAddModuleFlag(void) { __builtin_trap(); }\n", to: "crash.c")
      let library = ["clang-22", "-shared", "-fPIC", "crash.c", "-o", "crash.so"]
      #expect(try await run(library, in: folder).status == 0)
      // The flags are made by then.
      #expect(try await compile(["-c", "a.c", "-o", "good.o"], in: folder).status == 0)
      let crash = folder.appending(path: "crash.so").path(percentEncoded: false)
      let flags = try await runCommand(Products.path("kmsan"), ["--print-plugin-flags"]).output
      let line = "LD_PRELOAD='\(crash)' clang-22 \(flags.dropLast()) \"$@\""
      let result = try await run(
        ["sh", "-c", line, "sh"] + options + ["a.c"], in: folder, ["TMPDIR": folder.path])
      #expect(result.status != 0 && !folder.has("a.o"))
      #expect(result.error.contains("kmsan: the KMSAN pass (libKMSANPass.so) crashed."))
      #expect(!result.error.contains("PLEASE submit a bug report to"), "\(result.error)")
    }
  }
}
