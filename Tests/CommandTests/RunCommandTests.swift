// `kmsan run` as it was built.

import Foundation
import TestSupport
import Testing

@Suite struct RunCommandTests {
  let kmsan = Products.path("kmsan")

  /// Runs a program of one file.
  func runProgram(_ source: String, _ arguments: [String] = []) async throws -> CommandResult {
    try await withTemporaryFolder { folder in
      try folder.write("#include <kmsan_kernel.h>\n" + source, to: "a.c")
      return try await run([kmsan, "run", "a.c"] + arguments, in: folder)
    }
  }

  @Test func aCorrectProgramPassesItsOutputAndItsCodeOn() async throws {
    let result = try await runProgram(
      "int main(int n, char **v) { printk(\"%d\\n\", n); return n; }", ["--", "a", "b"])
    #expect(result.status == 3 && result.output == "3\n" && result.error.isEmpty)
    #expect(try await runProgram("int main(void) { return 0; }").status == 0)
  }

  @Test func aProgramThatCrashesIsNamed() async throws {
    let result = try await runProgram("int main(void) { *(volatile int *)8 = 1; return 0; }")
    #expect(result.status == 128 + 11 && result.error.contains("signal 11"))
  }

  /// Null, the ends of the address space, non-canonical and user addresses, with sizes that are
  /// zero, wrap, or leave the maps: without shadow, so nothing is marked, reported or touched.
  @Test func wildAddressesAreIgnored() async throws {
    let result = try await runProgram(
      """
      int main(void) {
        void *wild[] = {
          NULL, (void *)-1l, (void *)-4096l, (void *)0x10000000000, (void *)0xdeadbeefdeadbeef,
          (void *)0x7fffffffffff, (void *)0x00ffffffffff
        };
        size_t sizes[] = {0, 2, 4096, -1ul, 1ul << 47, 1ul << 63};
        for (int i = 0; i < 7; i++)
          for (int j = i ? 0 : 3; j < 6; j++) {
            kmsan_mark(wild[i], sizes[j], KMSAN_STATE_UNINIT);
            kmsan_orig(wild[i], sizes[j], KMSAN_TYPE_UMA, -1);
            kmsan_check(wild[i], sizes[j], "wild");
            kmsan_copy_to_user(wild[i], wild[i], sizes[j], 1);
          }
        printk("end\\n");
        return 0;
      }
      """)
    #expect(result.status == 0 && result.output == "end\n" && result.error.isEmpty)
  }

  @Test func codeThatTheOptimizerDropsIsHintedAt() async throws {
    let source = "int main(void) { int x; if (x) return 1; return 0; }"
    let dropped = try await runProgram(source)
    #expect(dropped.status == 128 + 11 && dropped.error.contains("-O 0 keeps it"))
    let kept = try await runProgram(source, ["-O", "0"])
    #expect(kept.status == 2 && kept.error.contains("Local variable x created at"))
  }

  @Test func aProgramThatLoopsIsEndedAndItsReportsAreShown() async throws {
    let result = try await runProgram(
      """
      int main(void) {
        volatile int *p = kmalloc(4, GFP_KERNEL);
        if (*p) printk("x");
        for (;;) {}
      }
      """, ["--time-limit", "5"])
    #expect(result.status == 124 && result.error.contains("BUG: KMSAN: uninit-value in main"))
    #expect(result.error.contains("--time-limit"))
  }

  static let threeReports = """
    int main(void) {
      volatile int *p = kmalloc(12, GFP_KERNEL);
      kmsan_check((void *)p, 4, "first");
      kmsan_check((void *)p, 4, "second");
      kmsan_check((void *)p, 4, "third");
      printk("end\\n");
      return 0;
    }
    """

  @Test func aProgramMayEndAtItsFirstReport() async throws {
    let result = try await runProgram(Self.threeReports, ["--panic-on-violation"])
    #expect(result.status == 2 && result.output.isEmpty)
    #expect(result.error.contains("Check: first"))
    #expect(!result.error.contains("Check: second"))
    #expect(result.error.hasSuffix("Kernel panic - not syncing: KMSAN: panic on violation\n"))
  }

  @Test func theNumberOfReportsMayBeLimited() async throws {
    let result = try await runProgram(Self.threeReports, ["--reports-max", "1"])
    #expect(result.status == 2 && result.output == "end\n")
    #expect(!result.error.contains("Check: second"))
    #expect(result.error.hasSuffix("KMSAN: the limit kept 2 reports from being printed.\n"))
    let unlimited = try await runProgram(Self.threeReports)
    #expect(unlimited.error.components(separatedBy: "BUG: KMSAN: ").count == 4)
  }

  @Test func aPlaceMayBeReportedEveryTime() async throws {
    let source = """
      #include <kmsan_kernel.h>
      int main(void) {
        int *p = kmalloc(4, GFP_KERNEL);
        for (volatile int i = 0; i < 3; i++)
          if (*p) printk(" ");
        return 0;
      }
      """
    let once = try await runProgram(source)
    #expect(once.error.components(separatedBy: "BUG: KMSAN: ").count == 2, "\(once.error)")
    let always = try await runProgram(source, ["--report-always"])
    #expect(always.error.components(separatedBy: "BUG: KMSAN: ").count == 4, "\(always.error)")
  }

  /// A report in each period: the one that had no place comes when its place is used again.
  @Test func aPeriodMakesRoomForMoreReports() async throws {
    // The first two come at the beginning of a period.
    let source = """
      #include <hosted.h>
      #include <unistd.h>
      __attribute__((noinline)) static void check(int *p) {
        kmsan_check(p, 4, "first");
        kmsan_check(p, 4, "second");
      }
      int main(void) {
        int *p = kmalloc(4, GFP_KERNEL);
        uint64_t start = hosted_seconds();
        while (hosted_seconds() == start) {}
        check(p);
        while (hosted_seconds() < start + 8) usleep(100000);
        check(p);
        return 0;
      }
      """
    let result = try await runProgram(source, ["--reports-max", "1", "--reports-period", "5"])
    #expect(lines(result, after: "Check: ") == ["first", "second"], "\(result.error)")
    #expect(result.error.hasSuffix("KMSAN: the limit kept 1 report from being printed.\n"))
    let whole = try await runProgram(source, ["--reports-max", "1"])
    #expect(lines(whole, after: "Check: ") == ["first"])
    let alone = try await runProgram(source, ["--reports-period", "1"])
    #expect(alone.status == 64 && alone.error.contains("--reports-period needs --reports-max"))
    let beyond = try await runProgram(source, ["--fail-allocation", "1000000000"])
    #expect(beyond.status == 64 && beyond.error.contains("at most 999999999"))
  }

  @Test func mistakesAreExplained() async throws {
    let broken = try await runProgram("int main(void) { return x; }")
    #expect(broken.status == 3 && broken.error.contains("a.c:2:25: error:"), "\(broken.error)")
    let empty = try await runProgram("int x;")
    #expect(empty.status == 3 && empty.error.contains("Cannot link the program:"))
    #expect(empty.error.contains("undefined reference to `main'"), "\(empty.error)")
    let folder = try await runCommand(kmsan, ["run", "/"])
    #expect(folder.status == 3 && folder.error.contains("/ is neither a source in C"))
    let noTime = try await runCommand(kmsan, ["run", "a.c", "--time-limit", "0"])
    #expect(noTime.status == 64)
    let missing = try await runCommand(kmsan, ["run", "/no/such.c"])
    #expect(missing.status == 3 && missing.error.contains("No such file: /no/such.c"))
  }

  @Test func inlinedFunctionsStandInTheStack() async throws {
    let result = try await runProgram(
      """
      static inline void use(int *p) { if (*p) printk("x"); }
      int main(void) { use(kmalloc(4, GFP_KERNEL)); return 0; }
      """)
    #expect(
      result.error.contains(#/\n use a\.c:2:38 \[inline\]\n/#), "\(result.error)")
    #expect(result.error.contains("\nOperation: branch on '*p' (int)\n"))
    #expect(result.error.contains(#/ main\+0x[0-9a-f]+\/0x[0-9a-f]+ .*a\.c:3:18\n/#))
  }

  /// The four mistakes, word by word but for addresses, with both passes.
  @Test(arguments: ["ours", "stock"])
  func theExampleOfTheManualPageHasItsFourReports(pass: String) async throws {
    let result = try await runCommand(
      "env",
      [
        "-C", Repository.root.path(percentEncoded: false), kmsan, "run", "--pass", pass,
        "Examples/kmsan9.c",
      ])
    #expect(result.status == 2 && result.output.isEmpty)
    var text = result.error
      .replacing(#/\+0x[0-9a-f]+/0x[0-9a-f]+/#, with: "")
      .replacing(#/starts at 0000[0-9a-f]{12}/#, with: "starts at N")
    let golden = "Examples/kmsan9.txt"
    guard pass == "stock" else { return try expectGolden(text, at: golden) }
    // Clang's own pass does not say what it checks.
    text = text.replacing("\n\nCPU:", with: "\nCPU:")
    let expected = try Repository.text(golden)
      .replacing(#/Bits .*\n/#, with: "").replacing(#/Operation: .*\n/#, with: "")
      .replacing("\n\nCPU:", with: "\nCPU:")
    #expect(text == expected)
  }

  /// Two threads pass the same structure through the same slot, one of them uninitialized.
  @Test func everyThreadHasItsOwnContext() async throws {
    let result = try await runProgram(
      """
      #include <pthread.h>
      struct pair { int a, b; };
      static volatile int sink;
      __attribute__((noinline)) static void clean(struct pair p) { if (p.b) sink++; }
      __attribute__((noinline)) static void dirty(struct pair p) { sink += p.a; }
      static void *run_clean(void *pair) {
        for (int i = 0; i < 200000; i++) clean(*(volatile struct pair *)pair);
        return NULL;
      }
      int main(void) {
        static struct pair initialized = {1, 1};
        struct pair *uninitialized = kmalloc(sizeof(*uninitialized), GFP_KERNEL);
        pthread_t thread;
        pthread_create(&thread, NULL, run_clean, &initialized);
        /* Written by the C library, which is not instrumented. */
        kmsan_unpoison_memory(&thread, sizeof(thread));
        for (int i = 0; i < 200000; i++) dirty(*(volatile struct pair *)uninitialized);
        return pthread_join(thread, NULL);
      }
      """)
    #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
  }

  @Test func theSameProgramPrintsTheSame() async throws {
    let source = "int main(void) { int *p = kmalloc(8, 0); kmsan_check_memory(p, 8); return 0; }"
    let first = try await runProgram(source)
    #expect(first.status == 2 && first.error.contains("Bytes 0-7 of 8 are uninitialized"))
    #expect(try await runProgram(source).error == first.error)
  }

  @Test func theExampleHasThemWithoutOptimizationToo() async throws {
    let result = try await runCommand(
      kmsan, ["run", "-O", "0", Repository.path("Examples/kmsan9.c")])
    let uses = result.error.matches(of: #/BUG: .+\n .+ .*kmsan9\.c:(\d+):/#).map { $0.1 }
    #expect(result.status == 2 && uses == ["57", "45", "67", "78"])
  }

  @Test(.tags(.needsKernel), .leftOutByCheck)
  func theDemonstrationShowsTheReportsAndGoesOn() async throws {
    let result = try await runCommand(kmsan, ["demo"])
    #expect(result.status == 0 && result.error.contains("kmsan linux test"))
    #expect(result.error.components(separatedBy: "BUG: KMSAN: ").count == 9)
  }
}
