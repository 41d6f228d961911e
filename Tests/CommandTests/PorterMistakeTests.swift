// The mistakes that a porter makes, one by one, in the example of Docs/Porting.md: each ends with a
// message that names it, when the kernel is compiled, linked or started. PorterMistake.swift lists
// those that change one line.

import Foundation
import TestSupport
import Testing

@Suite struct PorterMistakeTests {
  static let flags = [
    "-O2", "-g", "-ffreestanding", "-fno-pic", "-mno-red-zone", "-mno-sse", "-fno-stack-protector",
    "-fno-omit-frame-pointer", "-fno-optimize-sibling-calls",
  ]
  static let headers = ["-I.", "-I", Repository.path("Sources/CRuntime/include")]

  /// Copies the example to a folder, and compiles there what most mistakes share.
  private func prepare(_ folder: URL) async throws {
    for name in ["kernel.c", "kernel.h", "kmsan_machine.h", "port.c"] {
      try folder.write(try Repository.text("Examples/Port/\(name)"), to: name)
    }
    try await succeed(compileRuntime, in: folder)
    try await succeed(compilePort, in: folder)
    try await succeed(compileKernel([]), in: folder)
  }

  private let compileRuntime = [
    Products.path("kmsan"), "compile-runtime", "-I", ".", "-o", "runtime.o",
  ]
  private let compilePort = ["clang-22"] + flags + headers + ["-w", "-c", "port.c"]
  private func compileKernel(_ more: [String]) -> [String] {
    [driver, "--kmsan-kernel-code"] + Self.flags + Self.headers + ["-c", "kernel.c"] + more
  }
  private func link(_ objects: [String], _ linker: String = "bfd") -> [String] {
    ["clang-22", "-fuse-ld=\(linker)", "-nostdlib", "-static"] + objects + ["-o", "kernel"]
  }

  private func succeed(_ line: [String], in folder: URL) async throws {
    let result = try await run(line, in: folder)
    try #require(result.status == 0, "\(line.joined(separator: " "))\n\(result.error)")
  }

  /// What the linker prints or, when it succeeds, the kernel.
  private func outcome(_ objects: [String], in folder: URL) async throws -> CommandResult {
    let linked = try await run(link(objects), in: folder)
    return linked.status == 0 ? try await run(["./kernel"], in: folder) : linked
  }

  /// Builds and runs the example with one mistake, in a folder beside that of the example.
  private func outcome(of mistake: PorterMistake, example: URL) async throws -> CommandResult {
    try await withTemporaryFolder { folder in
      for name in ["kernel.h", "kmsan_machine.h", "port.c", "runtime.o", "kernel.o"] {
        try FileManager.default.copyItem(
          at: example.appending(path: name), to: folder.appending(path: name))
      }
      for change in mistake.changes {
        let file = folder.appending(path: change.file)
        let text = try String(contentsOf: file, encoding: .utf8)
        try #require(text.contains(change.old), "\(mistake.name): \(change.old)")
        try folder.write(text.replacing(change.old, with: change.new), to: change.file)
      }
      if mistake.changesMachine, !mistake.hasStaleRuntime {
        try await succeed(compileRuntime, in: folder)
      }
      try await succeed(compilePort, in: folder)
      return try await outcome(["runtime.o", "port.o", "kernel.o"], in: folder)
    }
  }

  @Test(.tags(.long), .leftOutByCheck)
  func eachMistakeEndsWithAMessageThatNamesIt() async throws {
    try await withTemporaryFolder { example in
      try await prepare(example)
      let right = try await outcome(["runtime.o", "port.o", "kernel.o"], in: example)
      #expect(right.status == 2 && !right.error.contains("KMSAN: port"), "\(right.error)")

      var rest = (PorterMistake.ofAddresses + PorterMistake.ofServices)[...]
      try await withThrowingTaskGroup(of: (PorterMistake, CommandResult).self) { group in
        func next() {
          guard let mistake = rest.popFirst() else { return }
          group.addTask { (mistake, try await outcome(of: mistake, example: example)) }
        }
        for _ in 0..<4 { next() }
        while let (mistake, result) = try await group.next() {
          #expect(result.status != 0, "\(mistake.name)")
          for message in mistake.messages {
            #expect(result.error.contains(message), "\(mistake.name): \(message)\n\(result.error)")
          }
          next()
        }
      }
    }
  }

  @Test(arguments: ["bfd", "lld"], ["--kmsan-tokens=0", "-fno-sanitize-memory-param-retval"])
  func objectsWithDifferentFlagsDoNotLink(linker: String, flag: String) async throws {
    try await withTemporaryFolder { folder in
      try folder.write("int f(int *p) { return *p ? 1 : 2; }\n", to: "a.c")
      try folder.write("int f(int *); void _start(void) { int n = 1; f(&n); }\n", to: "b.c")
      for (name, more) in [("a", [flag]), ("b", []), ("same", [flag])] {
        let source = name == "a" ? "a.c" : "b.c"
        try await succeed([driver, "-c", source, "-o", "\(name).o"] + more, in: folder)
      }
      try await succeed(
        ["clang-22", "-fsanitize=kernel-memory", "-c", "b.c", "-o", "stock.o"], in: folder)
      let line = link(["a.o", "b.o"], linker)
      let mixed = try await run(line, in: folder)
      #expect(mixed.status != 0)
      #expect(mixed.error.contains("kmsan_objects_have_different_flags"), "\(mixed.error)")
      #expect(mixed.error.contains(".discard.kmsan.tokens=1,parameter-checks=1"), "\(mixed.error)")

      // A relocatable object and an archive have the flags of what they were made from.
      try await succeed(
        [linker == "bfd" ? "ld.bfd" : "ld.lld-22", "-r", "a.o", "-o", "r.o"], in: folder)
      try await succeed(["llvm-ar-22", "rcs", "a.a", "r.o"], in: folder)
      let archive = try await run(link(["b.o", "a.a"], linker), in: folder)
      #expect(archive.error.contains("kmsan_objects_have_different_flags"), "\(archive.error)")

      // Equal flags, and objects of clang's own pass, end with what is really missing: the hooks.
      for other in ["same.o", "stock.o"] {
        let legal = try await run(link(["a.o", other], linker), in: folder)
        #expect(!legal.error.contains("kmsan_objects_have"), "\(legal.error)")
        #expect(legal.error.contains("__msan_get_context_state"), "\(legal.error)")
      }
    }
  }

  /// Not a list of every place in the runtime that calls the port.
  @Test func aMissingPortIsOneLine() async throws {
    try await withTemporaryFolder { folder in
      try await prepare(folder)
      let without = try await outcome(["runtime.o", "kernel.o"], in: folder)
      let lines = without.error.split(separator: "\n").filter { $0.contains("kmsan_port_") }
      #expect(lines.count == 1, "\(without.error)")
      #expect(
        lines.first?.hasSuffix(
          "undefined reference to `kmsan_port_is_missing__define_contexts_walk_console_symbol_task_"
            + "segment_depot_report_begin_report_end_panic_seconds_of_kmsan_port_h'") ?? false)
      #expect(!without.error.contains("$"), "\(without.error)")

      // An instrumented port is none.
      let line = [driver] + Self.flags + Self.headers + ["-w", "-c", "port.c"]
      try await succeed(line, in: folder)
      let instrumented = try await outcome(["runtime.o", "port.o", "kernel.o"], in: folder)
      #expect(instrumented.error.contains("kmsan_port_is_missing"), "\(instrumented.error)")
    }
  }

  /// The attributes of functions tell what the compiler was allowed to use.
  @Test(arguments: [
    ("-mno-red-zone", "the function 'memset' may use the red zone"),
    ("-mno-sse", "the function 'memset' may use SSE registers"),
  ])
  func aPortWithoutAFlagOfKernelsIsNamed(flag: String, message: String) async throws {
    try await withTemporaryFolder { folder in
      try folder.write(
        "void *memset(void *to, int byte, unsigned long n) { return to; }\n", to: "a.c")
      let compiled = Self.flags.filter { $0 != flag }
      for (flags, isRight) in [(compiled, false), (Self.flags, true)] {
        try await succeed(
          ["clang-22"] + flags + ["-emit-llvm", "-c", "a.c", "-o", "a.bc"], in: folder)
        let checked = try await run(
          [Products.path("kmsan-opt"), "--check-kernel-code", "a.bc"], in: folder)
        let built = try await run(
          [driver, "--kmsan-kernel-code"] + flags + ["-c", "a.c"], in: folder)
        for result in [checked, built] {
          #expect((result.status == 0) == isRight, "\(result.error)")
          #expect(result.error.contains("\(message), ") != isRight, "\(result.error)")
          #expect(result.error.contains("compile with \(flag)") != isRight, "\(result.error)")
        }
      }
    }
  }
}
