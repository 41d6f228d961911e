// `kmsan --print-plugin-flags` as it was built: the flags serve a compiler that we do not start.

import Foundation
import TestSupport
import Testing

@Suite struct PluginFlagTests {
  let kmsan = Products.path("kmsan")

  @Test func aShellCompilesWithThem() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("void f(int *p) { ++*p; }\n", to: "a.c")
      // A folder whose name needs quotes.
      let cache = ["XDG_CACHE_HOME": folder.appending(path: "it's a cache").path]
      let result = try await run(
        [
          "sh", "-c", "eval clang-22 -O2 -c a.c $(\(kmsan) --print-plugin-flags) && llvm-nm-22 a.o",
        ],
        in: folder, cache)
      #expect(result.status == 0, "\(result.error)")
      #expect(result.output.contains("__msan_metadata_ptr_for_load_4"))
      // Clang's own pass asks for the context state in every function.
      #expect(!result.output.contains("__msan_get_context_state"))
    }
  }

  @Test func optionsOfThePassAreCheckedAndCarried() async throws {
    try await withTemporaryFolder { folder in
      let cache = ["XDG_CACHE_HOME": folder.path]
      let flags = [kmsan, "--print-plugin-flags", "--plugin-option"]
      let result = try await run(flags + ["parameter-checks=0"], in: folder, cache)
      #expect(result.status == 0 && result.output.contains("-fno-sanitize-memory-param-retval"))
      let wrong = try await run(flags + ["rules=none"], in: folder, cache)
      #expect(wrong.status == 64 && wrong.error.contains("takes kmsan, llvm, not 'none'"))
      let alone = try await run([kmsan, "--plugin-option", "rules=llvm"], in: folder, cache)
      #expect(alone.status == 64 && alone.error.contains("--print-plugin-flags"))
    }
  }

  @Test func aCacheThatCannotBeMadeIsNamed() async throws {
    try await withTemporaryFolder { folder in
      let result = try await run(
        [kmsan, "--print-plugin-flags"], in: folder, ["XDG_CACHE_HOME": "/dev/null/x"])
      #expect(result.status == 1 && result.output.isEmpty)
      #expect(result.error.contains("'/dev/null/x'") && result.error.contains("XDG_CACHE_HOME"))
    }
  }

  @Test func theFlagModulesNameChangesWithTheFastPath() async throws {
    try await withTemporaryFolder { folder in
      let cache = ["XDG_CACHE_HOME": folder.path]
      func flags() async throws -> CommandResult {
        try await run(
          [kmsan, "--print-plugin-flags", "--plugin-option", "fast-path=fast.ll"], in: folder, cache
        )
      }
      let missing = try await flags()
      #expect(missing.status == 1 && missing.error.contains("fast path 'fast.ll'"))
      try folder.write("define void @kmsan_fast_warning(i32 %o) { ret void }\n", to: "fast.ll")
      let first = try await flags()
      #expect(first.status == 0 && first.output.contains("flags-fast-path-"))
      let version = try await runCommand(kmsan, ["--version"]).output.split(separator: "\n")
      #expect(first.output.contains("-\(version[0]).bc"), "\(first.output)")
      #expect(try await flags().output == first.output)
      try folder.write("define void @kmsan_fast_warning(i32 %o) { unreachable }\n", to: "fast.ll")
      #expect(try await flags().output != first.output)
    }
  }
}
