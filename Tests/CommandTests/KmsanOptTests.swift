// `kmsan-opt` on input that is none.

import Foundation
import SeededRandom
import TestSupport
import Testing

@Suite struct KmsanOptTests {
  /// Some damaged bitcode makes LLVM's reader fault or abort.
  @Test func damagedBitcodeIsRefusedWithAMessage() async throws {
    try await withTemporaryFolder { folder in
      let whole = folder.appending(path: "whole.bc").path
      let assembled = try await runCommand(
        "llvm-as-22", [Repository.path("Tests/IRTests/aggregates.ll"), "-o", whole])
      #expect(assembled.status == 0)
      let bytes = try Data(contentsOf: URL(filePath: whole))
      var refused = 0
      for seed in 0..<100 {
        var generator = SeededGenerator(seed: UInt64(seed))
        var damaged = bytes
        for _ in 0..<Int.random(in: 1...6, using: &generator) {
          let place = Int.random(in: 4..<bytes.count, using: &generator)
          damaged[place] = UInt8.random(in: .min ... .max, using: &generator)
        }
        if seed % 4 == 0 { damaged = damaged.prefix(bytes.count * seed / 100) }
        let path = folder.appending(path: "damaged.bc").path
        try damaged.write(to: URL(filePath: path))
        let result = try await runCommand(
          Products.path("kmsan-opt"), [path, "-o", path + ".out"])
        #expect(result.status == 0 || result.status == 1, "seed \(seed): \(result.error)")
        #expect(result.status == 0 || result.error.contains("kmsan-opt: "), "seed \(seed)")
        refused += result.status
      }
      #expect(refused > 20)
    }
  }

  /// LLVM's own writer would end the process without a message of ours.
  @Test func bitcodeOnAFullDiskIsAnError() async throws {
    let input = Repository.path("Tests/IRTests/aggregates.ll")
    let result = try await runCommand(Products.path("kmsan-opt"), [input, "-o", "/dev/full"])
    #expect(result.status == 1, "\(result.error)")
    #expect(result.error.contains("cannot write '/dev/full'"), "\(result.error)")
    #expect(result.error.contains("No space left on device"), "\(result.error)")
  }

  /// The function of LLVM that crashes here is called by the pass alone.
  @Test func aCrashOfThePassIsItsOwn() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("void LLVMAddModuleFlag(void) { __builtin_trap(); }\n", to: "crash.c")
      let library = ["clang-22", "-shared", "-fPIC", "crash.c", "-o", "crash.so"]
      #expect(try await run(library, in: folder).status == 0)
      let crash = folder.appending(path: "crash.so").path(percentEncoded: false)
      let input = Repository.path("Tests/IRTests/load.ll")
      let result = try await run(
        [Products.path("kmsan-opt"), input, "-o", "out.bc"], in: folder, ["LD_PRELOAD": crash])
      #expect(result.status == 1 && !folder.has("out.bc"))
      let message = "the pass crashed on '\(input)'; this is a defect of the pass, not of the file"
      #expect(result.error == "kmsan-opt: \(message)\n")
    }
  }

  /// A device must not be replaced by a file: the one named null, by root, costs the machine.
  @Test(arguments: ["-S", "--flag=verify=1"])
  func aPipeIsWrittenToAndStays(option: String) async throws {
    try await withTemporaryFolder { folder in
      let script = """
        mkfifo p && { cat p > out & '\(Products.path("kmsan-opt"))' \(option) \
        '\(Repository.path("Tests/IRTests/load.ll"))' -o p; wait; } && test -p p && wc -c < out
        """
      let result = try await runCommand("sh", ["-c", "cd '\(folder.path)' && " + script])
      let size = Int(result.output.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
      #expect(result.status == 0 && size > 1000, "\(result)")
    }
  }

  @Test(
    arguments: [
      ("nothing", nil, "No such file"),
      ("garbage", "garbage", "expected top-level entity"),
      ("other", "define void @f() { ret void }", "defines no function 'kmsan_fast_"),
      ("type", "define void @kmsan_fast_warning() { ret void }", "another type than the hook"),
      (
        "target", "target triple = \"armv7-linux\"\ndefine void @kmsan_fast_warning() { ret void }",
        "for the target 'armv7-linux'"
      ),
    ] as [(String, String?, String)])
  func aFastPathThatCannotBeUsedIsExplained(
    name: String, content: String?, reason: String
  ) async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending(path: name).path
      if let content { try folder.write(content + "\n", to: name) }
      let result = try await runCommand(
        Products.path("kmsan-opt"),
        ["-S", Repository.path("Tests/IRTests/load.ll"), "--flag", "fast-path=\(path)"])
      #expect(result.status == 1 && result.output.isEmpty)
      #expect(result.error.contains(path) && result.error.contains(reason), "\(result.error)")
    }
  }
}
