// Reading clang's command lines and deciding what to do with them.

import CompilerDriver
import Testing

@Suite struct ClangCommandTests {
  static let extents: [(line: String, extent: ClangCommand.Extent)] = [
    ("--version", .query), ("-v", .query), ("-print-resource-dir", .query), ("", .query),
    ("-dumpmachine -target x86_64-linux-gnu", .query),
    ("-c a.c", .generate), ("-S a.c", .generate), ("a.c -o a", .generate), ("-c a.ll", .generate),
    ("-x c /dev/null -c -o /dev/null", .generate), ("-xc - -c", .generate),
    ("-c a.c b.s", .generate), ("-c -- -odd.c", .generate),
    ("-E a.c", .preprocess), ("-dM -E -", .query), ("-dM -E -x c -", .preprocess),
    ("-M a.c", .preprocess), ("-MD -c a.c", .generate), ("-MMD -MF a.d -c a.c", .generate),
    ("-fsyntax-only a.c", .check), ("-x c-header a.h -o a.pch", .check), ("a.h", .check),
    ("-c -emit-llvm a.c", .generate), ("-S -emit-llvm a.c", .generate), ("-flto -c a.c", .generate),
    ("a.o b.o -o prog", .assembleOrLink), ("-c a.S", .assembleOrLink),
    ("-x assembler-with-cpp -c a.c", .assembleOrLink), ("-T a.c b.o", .assembleOrLink),
    ("-x assembler a.c -x none b.c -c", .generate), ("-include a.c -c b.S", .assembleOrLink),
    ("-Xclang a.c -c b.o", .assembleOrLink), ("-o a.c b.o", .assembleOrLink),
    ("libx.a -Wl,--script=a.ld", .assembleOrLink), ("-lfoo.c a.o", .assembleOrLink),
  ]

  @Test(arguments: extents) func extent(line: String, extent: ClangCommand.Extent) {
    let words = line.split(separator: " ").map(String.init)
    // A lone `-` without -x is the linker's or the preprocessor's business.
    let expected = line == "-dM -E -" ? ClangCommand.Extent.assembleOrLink : extent
    #expect(ClangCommand(words).extent == expected)
  }

  @Test(arguments: [
    ("-c a.c", nil), ("-m64 -c a.c", nil), ("-m32 -c a.c", "-m32"), ("-m16 -c a.c", "-m16"),
    ("-mx32 -c a.c", "-mx32"), ("-m32 -m64 -c a.c", nil), ("-m64 -m32 -c a.c", "-m32"),
    ("--target=x86_64-linux-gnu -c a.c", nil), ("-target x86_64-unknown-none -c a.c", nil),
    ("--target=i386-linux-gnu -c a.c", "--target=i386-linux-gnu"),
    ("-target aarch64-linux-gnu -c a.c", "-target aarch64-linux-gnu"),
    ("--target=x86_64-linux-gnux32 -c a.c", "--target=x86_64-linux-gnux32"),
    ("--target=i386-linux-gnu -m64 -c a.c", nil),
  ]) func otherMachinesAreSeen(line: String, option: String?) {
    #expect(ClangCommand(line.split(separator: " ").map(String.init)).foreignTarget == option)
  }

  @Test func responseFilesFollowGNUQuoting() throws {
    let files = ["a": "-c 'b c.c' \"d\\\"e\"\n -DX=\\ y @b", "b": "-O2"]
    #expect(
      try ResponseFile.expand(["@a", "@missing", "x"]) { files[$0] }
        == ["-c", "b c.c", "d\"e", "-DX= y", "-O2", "@missing", "x"])
    #expect(throws: UsageError.self) { try ResponseFile.expand(["@a"]) { _ in "@a" } }
  }

  @Test func ownOptionsAreTakenOut() throws {
    let (options, rest) = try DriverOptions.extract(
      from: ["--kmsan-pass=stock", "-c", "--kmsan-scope=asked", "a.c"], passFlagNames: ["rules"])
    #expect(options.pass == .stock && options.scope == .asked && rest == ["-c", "a.c"])
  }

  @Test(arguments: [
    ["--kmsan-nonsense"], ["--kmsan-pass=theirs"], ["--kmsan-clang="], ["--kmsan-launcher"],
    ["--kmsan-pass=stock", "--kmsan-rules=llvm"], ["--kmsan-rules=llvm", "--kmsan-pass=none"],
  ]) func conflictsAreRefused(arguments: [String]) {
    #expect(throws: UsageError.self) {
      try DriverOptions.extract(from: arguments, passFlagNames: ["rules"])
    }
  }

  func plan(_ line: String, _ change: (inout DriverOptions) -> Void = { _ in }) throws -> [String] {
    var options = DriverOptions()
    change(&options)
    let words = line.split(separator: " ").map(String.init)
    return try Plan.arguments(options, ClangCommand(words), arguments: words) { ["INSTRUMENT"] }
  }

  @Test func plans() throws {
    #expect(try plan("-c a.c") == ["INSTRUMENT", "-c", "a.c"])
    #expect(try plan("-E a.c") == ["-fsanitize=kernel-memory", "-E", "a.c"])
    #expect(try plan("a.o") == ["a.o"])
    #expect(try plan("--version") == ["--version"])
    for mode in ["-c -emit-llvm", "-S -emit-llvm", "-flto -c", "-flto=thin -c", "-save-temps -c"] {
      let words = mode.split(separator: " ").map(String.init)
      #expect(try plan("\(mode) a.c") == ["INSTRUMENT"] + words + ["a.c"])
    }
    #expect(try plan("-c a.c") { $0.pass = .none } == ["-c", "a.c"])
    #expect(try plan("-c a.c") { $0.pass = .stock } == ["-fsanitize=kernel-memory", "-c", "a.c"])
    #expect(try plan("-c a.c") { $0.scope = .asked } == ["-c", "a.c"])
    #expect(
      try plan("-fsanitize=kernel-memory -c a.c") { $0.scope = .asked }
        == ["INSTRUMENT", "-fsanitize=kernel-memory", "-c", "a.c"])
    for flag in ["-fno-sanitize=kernel-memory", "-fno-sanitize=all"] {
      #expect(try plan("\(flag) -c a.c") == [flag, "-c", "a.c"])
    }
    let unchecked = ["-mllvm", "-msan-disable-checks=1", "-c", "a.c"]
    #expect(try plan(unchecked.joined(separator: " ")) == ["-fsanitize=kernel-memory"] + unchecked)
  }

  /// What cannot be instrumented is an error where it would be, and nowhere else.
  @Test func otherMachinesAreRefused() throws {
    for line in ["-m16 -c a.c", "-m32 -S a.c", "-m32 -E a.c", "-m32 -fsyntax-only a.c"] {
      #expect(throws: UsageError.self) { try plan(line) }
      #expect(throws: UsageError.self) { try plan(line) { $0.pass = .stock } }
      let words = line.split(separator: " ").map(String.init)
      #expect(try plan(line) { $0.scope = .asked } == words)
      #expect(try plan(line) { $0.pass = .none } == words)
      let excluded = "-fno-sanitize=kernel-memory " + line
      #expect(try plan(excluded) == ["-fno-sanitize=kernel-memory"] + words)
    }
    for line in ["-m32 -c a.S", "-m32 a.o -o a"] {
      #expect(try plan(line) == line.split(separator: " ").map(String.init))
    }
  }
}
