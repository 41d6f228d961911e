// The runtime as a kernel gets it: no heap, no vector registers, no thread-local storage, no red
// zone.

import Foundation
import TestSupport
import Testing

@Suite struct KernelObjectTests {
  /// What a kernel has to bring: the port, and two functions of its own.
  static let needed: Set<String> = [
    "kmsan_port_console", "kmsan_port_contexts", "kmsan_port_depot", "kmsan_port_panic",
    "kmsan_port_report_begin",
    "kmsan_port_report_end", "kmsan_port_seconds", "kmsan_port_segment", "kmsan_port_symbol",
    "kmsan_port_task",
    "kmsan_port_walk", "memmove",
    "memset",
  ]

  /// Code and constants, in bytes; a limit that new functions may move on purpose.
  static let textMax = 28 << 10

  @Test func theObjectNeedsOnlyThePort() async throws {
    try await withTemporaryFolder { folder in
      let object = folder.appending(path: "runtime.o").path(percentEncoded: false)
      let build = try await runCommand(
        Products.path("kmsan"),
        ["compile-runtime", "-I", Repository.path("Examples/Port"), "-o", object])
      try #require(build.status == 0, "\(build.error)")

      let undefined = try await runCommand("llvm-nm-22", ["--undefined-only", "-j", object])
      #expect(Set(undefined.output.split(separator: "\n").map(String.init)) == Self.needed)

      let sizes = try await runCommand("llvm-size-22", ["--format=berkeley", object])
      let row = sizes.output.split(separator: "\n").last?.split { $0 == " " || $0 == "\t" }
      let text = try #require(row?.first.flatMap { Int($0) })
      #expect(text <= Self.textMax, "the runtime has \(text) bytes of code")

      let code = try await runCommand("llvm-objdump-22", ["-d", "--no-show-raw-insn", object])
      for register in ["%xmm", "%ymm", "%mm", "%st", "%fs", "%gs"] {
        #expect(!code.output.contains(register), "\(register) is used")
      }
      #expect(!code.output.contains(#/-0x[0-9a-f]+\(%rsp\)/#), "the red zone is used")
    }
  }
}
