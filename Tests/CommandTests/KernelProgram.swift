// Kernel-style programs, as tests write them.

import Foundation
import TestSupport

/// Runs a program of one file with `kmsan run`, which gets `arguments` behind the file.
func runKernelProgram(
  _ source: String, _ arguments: [String] = [], _ environment: [String: String] = [:]
) async throws -> CommandResult {
  try await withTemporaryFolder { folder in
    let headers = [
      "kmsan_devices.h", "kmsan_kernel.h", "machine/atomic.h", "machine/bus.h", "linux/kthread.h",
      "sys/malloc.h", "sys/systm.h",
    ]
    try folder.write(
      headers.map { "#include <\($0)>\n" }.joined() + "static volatile int sink;\n" + source,
      to: "a.c")
    return try await run(
      [Products.path("kmsan"), "run", "a.c"] + arguments, in: folder, environment)
  }
}

/// The kinds of the reports.
func kinds(_ result: CommandResult) -> [String] {
  result.error.split(separator: "\n").filter { $0.hasPrefix("BUG: KMSAN: ") }
    .map { String($0.dropFirst("BUG: KMSAN: ".count).prefix { $0 != " " }) }
}

/// What stands behind a word at the start of the console's lines.
func lines(_ result: CommandResult, after word: String) -> [String] {
  result.error.split(separator: "\n").filter { $0.hasPrefix(word) }
    .map { String($0.dropFirst(word.count)) }
}
