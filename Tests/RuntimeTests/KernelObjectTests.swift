// The runtime as a kernel gets it: no heap, no vector registers, no thread-local storage, no red
// zone.

import Foundation
import TestSupport
import Testing

@Suite struct KernelObjectTests {
  /// What a kernel has to bring: the port, whose functions the table names, and two functions of its own.
  static let needed: Set<String> = [
    "kmsan_port_contexts",
    "kmsan_port_is_missing__define_contexts_walk_console_symbol_task_segment_depot_"
      + "report_begin_report_end_panic_seconds_of_kmsan_port_h",
    "memmove", "memset",
  ]

  /// Code and constants, in bytes; a limit that new functions may move on purpose. About 6 KiB of it check
  /// the port, once.
  static let textMax = 33 << 10

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
