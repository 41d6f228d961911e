// Objects that were made for something else than this runtime: one clear error each.

import Foundation
import TestSupport
import Testing

@Suite struct ForeignObjectTests {
  static let source = "int f(int *p) { return *p > 3 ? 1 : 2; }\nint main(void) { return 0; }\n"

  /// Compiles to `a.o` with clang and runs that.
  private func runObject(_ flags: [String], _ source: String = source) async throws -> CommandResult
  {
    try await withTemporaryFolder { folder in
      try folder.write(source, to: "a.c")
      let compiled = try await run(["clang-22", "-c", "a.c"] + flags, in: folder)
      #expect(compiled.status == 0, "\(compiled.error)")
      return try await run([Products.path("kmsan"), "run", "a.o"], in: folder)
    }
  }

  @Test(
    arguments: [
      ("-fsanitize=memory", "was compiled with -fsanitize=memory, which is for user programs"),
      ("-fsanitize=address", "was compiled with -fsanitize=address, another sanitizer"),
      ("-fsanitize=thread", "was compiled with -fsanitize=thread, another sanitizer"),
      // Its metadata look-ups return through memory, not in two registers.
      ("--target=s390x-linux-gnu -fsanitize=kernel-memory", "is for another machine (s390x)"),
      ("--target=aarch64-linux-gnu", "is for another machine (aarch64)"),
      ("--target=i386-linux-gnu", "is for another machine (i386)"),
      ("-flto", "is no object in the ELF format"),
    ])
  func anObjectForSomethingElseIsNamed(flags: String, text: String) async throws {
    let result = try await runObject(flags.split(separator: " ").map(String.init))
    #expect(result.status == 3 && result.error.hasPrefix("error: a.o \(text)"), "\(result.error)")
    #expect(
      result.error.hasSuffix(
        "\n  Compile it again with kmsan-cc, or give `kmsan run` its source.\n"))
    #expect(result.error.split(separator: "\n").count == 2)
  }

  @Test func aHookThatTheRuntimeLacksIsNamed() async throws {
    let result = try await runObject(
      [],
      "void __msan_maybe_warning_4(int s, int o); int main(void) { __msan_maybe_warning_4(0, 0); }")
    #expect(
      result.status == 3 && result.error.contains("a.o calls __msan_maybe_warning_4, a hook"))
  }

  /// A port names the version that it was compiled for where it starts the runtime.
  @Test func aPortForAnotherVersionDoesNotLink() async throws {
    let folder = Repository.path("Sources/CRuntime/include")
    let source = "#include <kmsan_runtime.h>\nint main(void) { kmsan_start(); return 0; }\n"
    let same = try await runObject(["-I", folder], source)
    // The hosted port has started the runtime before.
    #expect(same.status == 2, "\(same.error)")
    #expect(same.error.contains("Invalid call: kmsan_start: the runtime was already started"))
    let other = try await runObject(
      [], "void kmsan_start_abi_0(void); int main(void) { kmsan_start_abi_0(); return 0; }\n")
    #expect(other.status == 3)
    #expect(other.error.contains("a.o was compiled with headers of version 0 of the runtime's ABI"))
  }

  /// What only the linker knows remains the linker's to say.
  @Test func otherErrorsOfTheLinkerStay() async throws {
    let result = try await runObject([], "int g(void); int main(void) { return g(); }")
    #expect(result.status == 3 && result.error.contains("undefined reference to `g'"))
  }
}
