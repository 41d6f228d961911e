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
    ("-c -emit-llvm a.c", .emitIR), ("-S -emit-llvm a.c", .emitIR),
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

  @Test func emittedFilesAreThoseThatClangWrites() {
    #expect(ClangCommand(["-c", "-emit-llvm", "x/a.c", "b.cpp"]).emittedFiles == ["a.bc", "b.bc"])
    #expect(ClangCommand(["-S", "-emit-llvm", "a.b.c"]).emittedFiles == ["a.b.ll"])
    #expect(ClangCommand(["-S", "-emit-llvm", "a.c", "-o", "-"]).emittedFiles == ["-"])
    #expect(ClangCommand(["-S", "-emit-llvm", "a.c", "-oout"]).emittedFiles == ["out"])
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

  func plan(_ line: String, _ change: (inout DriverOptions) -> Void = { _ in }) throws -> Plan {
    var options = DriverOptions()
    change(&options)
    let words = line.split(separator: " ").map(String.init)
    return try Plan(options, ClangCommand(words), arguments: words) {
      PassArguments(instrument: ["INSTRUMENT"], neutralize: ["NEUTRALIZE"])
    }
  }

  @Test func plans() throws {
    #expect(try plan("-c a.c") == .run(["INSTRUMENT", "-c", "a.c"]))
    #expect(try plan("-E a.c") == .run(["-fsanitize=kernel-memory", "-E", "a.c"]))
    #expect(try plan("a.o") == .run(["a.o"]))
    #expect(try plan("--version") == .run(["--version"]))
    #expect(
      try plan("-c -emit-llvm a.c")
        == .runAndInstrument(
          ["NEUTRALIZE", "-c", "-emit-llvm", "a.c"], files: ["a.bc"], isText: false))
    #expect(try plan("-c a.c") { $0.pass = .none } == .run(["-c", "a.c"]))
    #expect(
      try plan("-c a.c") { $0.pass = .stock } == .run(["-fsanitize=kernel-memory", "-c", "a.c"]))
    #expect(try plan("-c a.c") { $0.scope = .asked } == .run(["-c", "a.c"]))
    #expect(
      try plan("-fsanitize=kernel-memory -c a.c") { $0.scope = .asked }
        == .run(["INSTRUMENT", "-fsanitize=kernel-memory", "-c", "a.c"]))
    for flag in ["-fno-sanitize=kernel-memory", "-fno-sanitize=all"] {
      #expect(try plan("\(flag) -c a.c") == .run([flag, "-c", "a.c"]))
    }
    let unchecked = ["-mllvm", "-msan-disable-checks=1", "-c", "a.c"]
    #expect(
      try plan(unchecked.joined(separator: " ")) == .run(["-fsanitize=kernel-memory"] + unchecked))
    #expect(throws: UsageError.self) { try plan("-flto -c a.c") }
    #expect(
      try plan("-flto -fno-lto -c a.c") == .run(["INSTRUMENT", "-flto", "-fno-lto", "-c", "a.c"]))
  }
}
