// The driver as it was built, in place of clang.

import Foundation
import TestSupport
import Testing

/// Runs a command in a folder, with variables of the environment.
func run(
  _ arguments: [String], in folder: URL, _ environment: [String: String] = [:], input: String = ""
) async throws -> CommandResult {
  try await runCommand(
    "env",
    ["-C", folder.path(percentEncoded: false)] + environment.map { "\($0)=\($1)" } + arguments,
    input: input)
}

let driver = Products.path("kmsan-cc")

@Suite struct KmsanCCTests {
  static let source = "int f(int *p) { return *p > 3 ? 1 : 2; }\n"

  func isInstrumented(_ name: String, in folder: URL) async throws -> Bool {
    let symbols = try await run(["llvm-nm-22", name], in: folder)
    #expect(symbols.status == 0, "\(symbols.error)")
    return symbols.output.contains("__msan_metadata")
  }

  static let modes: [(options: [String], file: String)] = [
    (["-c"], "a.o"), (["-c", "-o", "x.o"], "x.o"), (["-c", "-emit-llvm"], "a.bc"),
    (["-S", "-emit-llvm"], "a.ll"), (["-S"], "a.s"),
    (["-S", "-emit-llvm", "-o", "x"], "x"), (["-c", "-O2", "-g", "-MD"], "a.o"),
    (["-c", "-save-temps"], "a.o"), (["-S", "-save-temps"], "a.s"), (["-c", "-flto"], "a.o"),
    (["-c", "-flto=thin"], "a.o"), (["-c", "-ffat-lto-objects", "-flto"], "a.o"),
  ]

  @Test(arguments: modes) func everyModeInstruments(options: [String], file: String) async throws {
    try await withTemporaryFolder { folder in
      try folder.write(Self.source, to: "a.c")
      let result = try await run([driver] + options + ["a.c"], in: folder)
      #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
      if file.hasSuffix(".s") || file == "x" || file.hasSuffix(".ll") {
        let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
        #expect(text.contains("__msan_metadata"))
      } else {
        #expect(try await isInstrumented(file, in: folder))
      }
    }
  }

  @Test func severalFilesAndALink() async throws {
    try await withTemporaryFolder { folder in
      try folder.write(Self.source, to: "a.c")
      try folder.write("int g(void) { return 0; }\n", to: "b.c")
      #expect(try await run([driver, "-c", "a.c", "b.c"], in: folder).status == 0)
      #expect(try await isInstrumented("a.o", in: folder))
      #expect(folder.has("b.o"))
      let link = try await run([driver, "-r", "a.o", "b.o", "-o", "ab.o"], in: folder)
      #expect(link.status == 0 && link.error.isEmpty, "\(link.error)")
      #expect(try await run([driver, "-c", "-emit-llvm", "a.c", "b.c"], in: folder).status == 0)
      #expect(try await isInstrumented("a.bc", in: folder))
      #expect(folder.has("b.bc"))
    }
  }

  @Test func textGoesToStandardOutput() async throws {
    try await withTemporaryFolder { folder in
      let line = [driver, "-x", "c", "-", "-o", "-", "-S", "-emit-llvm"]
      let result = try await run(line, in: folder, input: Self.source)
      #expect(
        result.status == 0
          && result.output.contains("call { ptr, ptr } @__msan_metadata_ptr_for_load_4"))
    }
  }

  @Test func preprocessingSeesTheSanitizerAndNoPlugin() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("#if __has_feature(memory_sanitizer)\nyes\n#endif\n", to: "a.c")
      let result = try await run([driver, "-E", "-P", "a.c"], in: folder)
      #expect(result.output.contains("yes") && result.error.isEmpty)
      let command = try await run([driver, "--kmsan-command", "-E", "a.c"], in: folder)
      #expect(!command.output.contains("-fpass-plugin"))
    }
  }

  @Test func responseFiles() async throws {
    try await withTemporaryFolder { folder in
      try folder.write(Self.source, to: "a b.c")
      try folder.write("-c 'a b.c'\n-o x.o", to: "plain")
      try folder.write("@plain --kmsan-pass=none", to: "own")
      #expect(try await run([driver, "@plain"], in: folder).status == 0)
      #expect(try await isInstrumented("x.o", in: folder))
      #expect(try await run([driver, "@own"], in: folder).status == 0)
      #expect(try await !isInstrumented("x.o", in: folder))
    }
  }

  /// What the build of Linux asks its compiler, answered as clang answers it.
  @Test(arguments: [
    "--version", "-v", "-print-file-name=include", "-print-resource-dir", "-dumpmachine",
    "-Wa,--version -c -x assembler-with-cpp /dev/null -o /dev/null", "-dM -E -x c /dev/null",
    "-fsanitize=kernel-memory -mllvm -msan-disable-checks=1 -x c /dev/null -c -o /dev/null",
    "-Werror -fsanitize=kernel-memory -x c /dev/null -c -o /dev/null",
    "-Werror -Wno-such-warning -c -x c /dev/null -o /dev/null",
    "-fno-such-option -c -x c /dev/null -o /dev/null", "-Wunused -c missing.c", "--print-targets",
  ]) func probesAreAnsweredAsByClang(line: String) async throws {
    try await withTemporaryFolder { folder in
      let words = line.split(separator: " ").map(String.init)
      let plain = try await run(["clang-22", "-fsanitize=kernel-memory"] + words, in: folder)
      let ours = try await run([driver] + words, in: folder)
      #expect(ours.status == plain.status)
      #expect(ours.output == plain.output)
      #expect(ours.error == plain.error || line == "-v", "\(ours.error)")
    }
  }

  @Test func errorsOfTheSourceAreClangs() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("int f(void) { return x; }\n", to: "a.c")
      let plain = try await run(["clang-22", "-c", "a.c"], in: folder)
      for mode in [["-c"], ["-c", "-emit-llvm"]] {
        let ours = try await run([driver] + mode + ["a.c"], in: folder)
        #expect(ours.status == plain.status && ours.error == plain.error)
        #expect(!folder.has("a.o") && !folder.has("a.bc"))
      }
    }
  }

  @Test func mistakesAreExplained() async throws {
    try await withTemporaryFolder { folder in
      try folder.write(Self.source, to: "a.c")
      let cases: [(arguments: [String], status: Int, words: [String])] = [
        (["--kmsan-clang=/no/clang", "-c", "a.c"], 1, ["/no/clang", "KMSAN_CLANG"]),
        (["--kmsan-launcher=no-cache", "-c", "a.c"], 1, ["no-cache", "KMSAN_LAUNCHER"]),
        (["--kmsan-pass=stock", "--kmsan-rules=llvm", "-c", "a.c"], 64, ["drop one"]),
        (["--kmsan-rules=mine", "-c", "a.c"], 64, ["rules", "llvm"]),
        (["-m32", "-c", "a.c"], 64, ["-m32", "-fno-sanitize=kernel-memory", "scope=asked"]),
        (["--kmsan-hlep"], 64, ["--kmsan-help"]),
      ]
      for (arguments, status, words) in cases {
        let result = try await run([driver] + arguments, in: folder)
        #expect(result.status == status && result.error.hasPrefix("kmsan-cc: error: "))
        for word in words { #expect(result.error.contains(word), "\(result.error)") }
        #expect(!folder.has("a.o"))
      }
    }
  }

  @Test func aModuleThatIsInstrumentedAlreadyIsRefusedAndNothingIsLeft() async throws {
    try await withTemporaryFolder { folder in
      try folder.write(Self.source, to: "a.c")
      #expect(try await run([driver, "-S", "-emit-llvm", "a.c"], in: folder).status == 0)
      let again = try await run([driver, "-c", "-emit-llvm", "a.ll", "-o", "b.bc"], in: folder)
      #expect(again.status == 1 && again.error.contains("already instrumented"), "\(again.error)")
      #expect(!folder.has("b.bc"))
      let object = try await run([driver, "-c", "a.ll", "-o", "b.o"], in: folder)
      #expect(object.status == 1 && !folder.has("b.o"), "\(object.error)")
    }
  }

  @Test func aSourceMayOptOut() async throws {
    try await withTemporaryFolder { folder in
      try folder.write(Self.source, to: "a.c")
      let result = try await run(
        [driver, "-fno-sanitize=kernel-memory", "-c", "a.c"], in: folder)
      #expect(result.status == 0)
      #expect(try await !isInstrumented("a.o", in: folder))
    }
  }

  /// The options stand in the name of a file, which has at most 255 bytes.
  @Test func everyOptionAtATime() async throws {
    try await withTemporaryFolder { folder in
      try folder.write(Self.source, to: "a.c")
      let options = [
        "rules=llvm", "parameter-checks=0", "return-checks=1", "address-checks=0",
        "length-checks=0",
        "tokens=0", "stack-size=unlimited", "shared-lookups=0", "local-functions=1",
        "guarded-rules=0", "describe-checks=0", "report-bits=1", "clean-up=0", "verify=1",
        "list-heuristics=1", "every-function=1",
      ]
      let result = try await run(
        [driver] + options.map { "--kmsan-\($0)" } + ["-c", "a.c"], in: folder)
      #expect(result.status == 0, "\(result.error)")
    }
  }

  @Test func byANameThatEndsInPlusesItIsClangPlusPlus() async throws {
    try await withTemporaryFolder { folder in
      let link = folder.appending(path: "kmsan-c++")
      try FileManager.default.createSymbolicLink(
        atPath: link.path(percentEncoded: false), withDestinationPath: driver)
      try folder.write(
        "#include <vector>\nint main() { return std::vector<int>(3).size(); }", to: "a.cpp")
      let result = try await run(
        [link.path(percentEncoded: false), "--kmsan-pass=none", "a.cpp", "-o", "a"], in: folder)
      #expect(result.status == 0, "\(result.error)")
      #expect(try await run(["./a"], in: folder).status == 3)
    }
  }

  @Test func theHelpNamesEveryOption() async throws {
    let help = try await runCommand(driver, ["--kmsan-help"]).output
    #expect(help.contains("make CC='kmsan-cc --kmsan-scope=asked'"))
    for option in ["pass=", "scope=", "clang=", "launcher=", "identity", "command", "rules="] {
      #expect(help.contains("--kmsan-\(option)"))
    }
  }
}
