// Programs in Swift, instrumented like those in C.

import Foundation
import TestSupport
import Testing

@Suite struct SwiftProgramTests {
  let kmsan = Products.path("kmsan")

  private static let look = """
    @inline(never) func look(_ numbers: UnsafeMutablePointer<Int32>) -> Int32 {
      if numbers[1] > 3 { kfree(nil) }
      return 0
    }

    """

  /// Memory that Swift leaves uninitialized is found where Swift uses it.
  @Test(arguments: ["0", "2"])
  func uninitializedMemoryIsFound(level: String) async throws {
    try await withTemporaryFolder { folder in
      let source =
        Self.look + """
          @main struct Program {
            static func main() {
              guard let memory = kmalloc(16, 0) else { return }
              let numbers = memory.assumingMemoryBound(to: Int32.self)
              numbers[0] = 1
              numbers[0] = look(numbers)
              kfree(memory)
            }
          }
          """
      try folder.write(source, to: "a.swift")
      let result = try await run([kmsan, "run", "-O", level, "a.swift"], in: folder)
      #expect(result.status == 2, "\(result.error)")
      #expect(result.error.contains("BUG: KMSAN: uninit-value in look(_:)+"))
      #expect(result.error.contains("a.swift:2:"))
      #expect(result.error.contains("Uninit was created at:\n "))
      #expect(result.error.contains("a.swift:7:"))
      let silent = source.replacing("numbers[0] = 1", with: "numbers[0] = 1; numbers[1] = 1")
      try folder.write(silent, to: "b.swift")
      let other = try await run([kmsan, "run", "-O", level, "b.swift"], in: folder)
      #expect(other.status == 0 && other.error.isEmpty, "\(other.error)")
    }
  }

  /// The shadow travels from C to Swift and back.
  @Test func swiftAndCCallEachOther() async throws {
    try await withTemporaryFolder { folder in
      try folder.write(
        """
        @_cdecl("second") public func second(_ numbers: UnsafePointer<Int32>) -> Int32 { numbers[1] }
        """, to: "a.swift")
      try folder.write(
        """
        #include <kmsan_kernel.h>
        int second(int *numbers);
        int main(void) {
          int numbers[2];
          numbers[0] = 1;
          if (second(numbers) == 7) printk("seven\\n");
          return 0;
        }
        """, to: "main.c")
      let result = try await run([kmsan, "run", "main.c", "a.swift"], in: folder)
      #expect(result.status == 2, "\(result.error)")
      #expect(result.error.contains("BUG: KMSAN: uninit-value in main+"))
      #expect(result.error.contains("Local variable numbers created at:\n main"))
    }
  }

  /// Swift names its target in other words than clang, for which the fast path is compiled.
  @Test func swiftHasTheFastPath() async throws {
    try await withTemporaryFolder { folder in
      try folder.write(
        """
        @main struct Program {
          static func main() {
            guard let memory = kmalloc(8, 0) else { return }
            if memory.load(as: Int.self) == 5 { kfree(nil) }
          }
        }
        """, to: "a.swift")
      let result = try await run([kmsan, "run", "--fast-path", "a.swift"], in: folder)
      #expect(result.status == 2 && result.error.contains("a.swift:4:"), "\(result.error)")
    }
  }

  /// A call at the end of a function stays a call: its caller belongs to the stack of a report.
  @Test func callersKeepTheirFrames() async throws {
    try await withTemporaryFolder { folder in
      try folder.write(
        Self.look + """
          @main struct Program {
            @inline(never) static func pass(_ numbers: UnsafeMutablePointer<Int32>) -> Int32 {
              look(numbers)
            }
            static func main() {
              guard let memory = kmalloc(16, 0) else { return }
              _ = pass(memory.assumingMemoryBound(to: Int32.self))
            }
          }
          """, to: "a.swift")
      let result = try await run([kmsan, "run", "a.swift"], in: folder)
      for line in [2, 7, 11] {
        #expect(result.error.contains("a.swift:\(line):"), "\(result.error)")
      }
    }
  }

  @Test func anObjectIsMadeForOtherLinkers() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("public func one(_ p: UnsafePointer<Int>) -> Int { p[0] }\n", to: "a.swift")
      let result = try await run(
        [kmsan, "compile-swift", "--library", "a.swift", "-o", "a.o"], in: folder)
      #expect(result.status == 0, "\(result.error)")
      let symbols = try await run(["llvm-nm-22", "a.o"], in: folder)
      #expect(symbols.output.contains("U __msan_metadata_ptr_for_load_8"))
    }
  }

  @Test func mistakesAreExplained() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("func f() -> Int { x }\n", to: "a.swift")
      let broken = try await run([kmsan, "run", "a.swift"], in: folder)
      #expect(
        broken.status == 3 && broken.error.contains("a.swift:1:19: error:"), "\(broken.error)")
      let stock = try await run([kmsan, "run", "--pass", "stock", "a.swift"], in: folder)
      #expect(stock.status == 3 && stock.error.contains("cannot instrument Swift"))
      let missing = try await run([kmsan, "compile-swift", "b.swift", "-o", "b.o"], in: folder)
      #expect(missing.status == 3 && missing.error.contains("No such file: b.swift"))
      let option = try await run(
        [kmsan, "compile-swift", "a.swift", "-o", "a.o", "--pass-option", "x=1"], in: folder)
      #expect(option.status == 64 && option.error.contains("unknown pass flag 'x'"))
    }
  }
}
