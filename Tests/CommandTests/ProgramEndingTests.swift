// Programs that do not end as they should, or spoil their console: what was found until then is
// shown, and the exit code says what happened.

import Foundation
import TestSupport
import Testing

@Suite struct ProgramEndingTests {
  /// Runs a program whose first act is a mistake.
  private func run(_ rest: String, limit: Int = 20) async throws -> CommandResult {
    try await runKernelProgram(
      """
      #include <fcntl.h>
      #include <signal.h>
      #include <sys/resource.h>
      #include <sys/wait.h>
      #include <unistd.h>
      static int fall(int n) { volatile char b[999]; b[n % 999] = 1; return fall(n + 1) + b[5]; }
      int main(void) {
        int *memory = kmalloc(4, GFP_KERNEL);
        if (*(volatile int *)memory) sink++;
        \(rest)
        return 0;
      }
      """, ["--time-limit", "\(limit)"])
  }

  @Test(
    arguments: [
      ("*(volatile int *)8 = 1;", 11, "Segmentation fault"), ("fall(0);", 11, "Segmentation fault"),
      ("((void (*)(void))0x7100)();", 11, "Segmentation fault"), ("abort();", 6, "Aborted"),
      ("__builtin_trap();", 4, "Illegal instruction"), ("raise(SIGTERM);", 15, "Terminated"),
      ("raise(SIGKILL);", 9, "Killed"), ("raise(SIGPIPE);", 13, "Broken pipe"),
    ])
  func aSignalEndsTheProgram(code: String, signal: Int, name: String) async throws {
    let result = try await run("printk(\"before\\n\"); " + code)
    #expect(result.status == 128 + signal && kinds(result) == ["uninit-value"], "\(result.error)")
    #expect(result.output == "before\n", "what was printed is lost")
    #expect(result.error.contains("The program was ended by signal \(signal): \(name)."))
  }

  /// Metadata belongs to the sanitizer, so a fault on it is the sanitizer's, and no hint is given that the
  /// optimizer has dropped code of the program.
  @Test func aFaultOfTheSanitizerIsItsOwn() async throws {
    let result = try await runKernelProgram(
      """
      #include <kmsan_machine_hosted.h>
      #include <sys/mman.h>
      static char page[8192] __attribute__((aligned(4096)));
      int main(void) {
        munmap(kmsan_machine_shadow((uintptr_t)page), sizeof(page));
        *(volatile char *)page = 1;
        return 0;
      }
      """)
    #expect(result.status == 128 + 11 && kinds(result).isEmpty)
    #expect(result.error.contains("KMSAN: a fault in the sanitizer's own code, in main on address"))
    #expect(result.error.contains("a defect of the sanitizer, not of the program"))
    #expect(!result.error.contains("clang drops code"), "\(result.error)")
  }

  @Test(arguments: [
    ("*(volatile int *)8 = 1;", 11), ("memset((void *)8, 0, 64);", 11),
    ("memcpy((void *)8, memory, 4);", 11), ("__builtin_trap();", 4), ("raise(SIGSEGV);", 11),
  ])
  func aFaultOfTheProgramIsItsOwn(code: String, signal: Int) async throws {
    let result = try await run(code)
    #expect(result.status == 128 + signal, "\(result.error)")
    #expect(!result.error.contains("the sanitizer's own code"), "\(result.error)")
  }

  /// Programs at addresses without shadow would run without a report.
  @Test(arguments: [["-no-pie"], ["-static"], ["-no-pie", "-Wl,--image-base=0x10000000"]])
  func aProgramWithoutShadowIsRefused(options: [String]) async throws {
    try await withTemporaryFolder { folder in
      let root = Repository.root.path(percentEncoded: false)
      let includes = ["CRuntime", "CHostedPort"].map { "-I\(root)Sources/\($0)/include" }
      try folder.write(
        """
        #include <kmsan_kernel.h>
        int global;
        int main(void) {
          kmsan_poison_memory(&global, 4, 0);
          if (*(volatile int *)&global == 3) printk("three");
          return 0;
        }
        """, to: "a.c")
      let library = Products.path("libKMSANHosted.a")
      func end(_ options: [String]) async throws -> CommandResult {
        let linked = try await CommandTests.run(
          [driver, "-O2", "-fuse-ld=lld"] + options + includes + ["a.c", library, "-o", "a"],
          in: folder)
        #expect(linked.status == 0, "\(linked.error)")
        return try await CommandTests.run(["./a"], in: folder)
      }
      let refused = try await end(options)
      #expect(refused.status == 1 && kinds(refused).isEmpty)
      #expect(refused.error.contains("at addresses that have no shadow"), "\(refused.error)")
      #expect(refused.error.contains("-no-pie"))
      let found = try await end([])
      #expect(found.status == 2 && kinds(found) == ["uninit-value"], "\(found.error)")
    }
  }

  @Test func aCodeLikeThatOfASignalIsTheProgramsOwn() async throws {
    for code in [124, 137, 139, 200, 255] {
      let result = try await runKernelProgram("int main(void) { return \(code); }")
      #expect(result.status == code && result.error.isEmpty, "\(result.error)")
    }
  }

  @Test(arguments: ["for (;;);", "raise(SIGSTOP);", "signal(SIGTERM, SIG_IGN); for (;;) sleep(9);"])
  func theTimeIsOver(code: String) async throws {
    // On a busy machine a program needs more than a second to its first report.
    let result = try await run(code, limit: 6)
    #expect(result.status == 124 && kinds(result) == ["uninit-value"], "\(result.error)")
    #expect(result.error.hasSuffix("ended after 6 s; --time-limit sets another limit.\n"))
  }

  @Test func anEndWithoutCleaningUpIsNoWayOut() async throws {
    for code in ["_exit(0);", "_exit(7);", "execl(\"/bin/true\", \"true\", NULL);", "exit(0);"] {
      let result = try await run(code)
      #expect(result.status == 2 && kinds(result) == ["uninit-value"], "\(code) \(result.error)")
    }
  }

  /// The console is not the program's to close.
  @Test(arguments: ["close(2);", "fclose(stderr);", "dup2(open(\"/dev/null\", O_WRONLY), 2);"])
  func aClosedStreamLosesNoReport(code: String) async throws {
    let result = try await run("\(code) kmsan_check(memory, 4, \"after\");")
    #expect(result.status == 2 && kinds(result) == ["uninit-value", "uninit-value"])
    #expect(lines(result, after: "Check: ") == ["after"])
    let silent = try await run("close(1); printk(\"nowhere\"); kmsan_check(memory, 4, \"after\");")
    #expect(silent.status == 2 && silent.output.isEmpty && kinds(silent).count == 2)
  }

  @Test func noiseIsPassedOn() async throws {
    let result = try await run(
      """
      for (int i = 0; i < 100000; i++) { fputc(rand(), stderr); fputc(rand(), stdout); }
      fputs("\\n" "\\x1b[0m\\xff\\xfe" "BUG: KMSAN", stderr);
      kmsan_check(memory, 4, "after the noise");
      """)
    #expect(result.status == 2 && kinds(result).count == 2)
    #expect(result.error.contains("Check: after the noise\n"))
  }

  @Test func aFloodIsCut() async throws {
    let result = try await run(
      "static char line[65536]; memset(line, 'y', 65536); "
        + "for (int i = 0; i < 4000; i++) sink = write(2, line, 65536);")
    #expect(result.status == 2 && kinds(result) == ["uninit-value"])
    #expect(result.error.utf8.count < 5 << 20)
    #expect(
      result.error.contains(
        #/\nThe program wrote \d+ bytes more .*only the first 4194304 are shown/#))
  }

  @Test func childrenReportAndAreEnded() async throws {
    let child = try await run(
      """
      fflush(stdout);
      if (fork() == 0) { kmsan_check(memory, 4, "in the child"); return 0; }
      int status = 0;
      wait(&status);
      kmsan_unpoison_memory(&status, 4);
      printk("%d\\n", WEXITSTATUS(status));
      """)
    #expect(child.status == 2 && child.output == "2\n" && kinds(child).count == 2)
    let left = try await run("if (fork() == 0) for (;;) sleep(9);")
    #expect(left.status == 2)
    #expect(left.error.hasSuffix("Processes that the program had left behind were ended.\n"))
  }

  @Test func memoryRunsOut() async throws {
    let result = try await run(
      """
      struct rlimit limit = {1 << 28, 1 << 28};
      setrlimit(RLIMIT_AS, &limit);
      int count = 0;
      while (kmalloc(1 << 22, GFP_KERNEL)) count++;
      char *user = user_memory(1), *page = (char *)__get_free_pages(GFP_KERNEL, 10);
      struct task_struct *thread = kthread_run(fall, NULL, "falls");
      printk("%d %d %d %d\\n", count < 65, user == NULL, page == NULL, thread == NULL);
      kmsan_check(memory, 4, "after");
      malloc(1 << 22, M_TEMP, M_WAITOK);
      """.replacing("kthread_run(fall", with: "kthread_run((int (*)(void *))fall"))
    #expect(result.status == 2 && result.output == "1 1 1 1\n", "\(result.error)")
    #expect(lines(result, after: "Check: ") == ["after"])
    #expect(result.error.contains("malloc(M_WAITOK): out of memory"))
  }

  @Test func addressSpaceThatIsMissingIsExplained() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("int main(int n, char **v) { return n != 1 || !*v; }\n", to: "a.c")
      let result = try await CommandTests.run(
        ["bash", "-c", "ulimit -v 8000000; exec \"$0\" run a.c", Products.path("kmsan")], in: folder
      )
      #expect(result.status == 1)
      #expect(
        result.error.hasPrefix("kmsan: cannot reserve address space for shadow and origins.\n"))
      #expect(result.error.contains("ulimit -v unlimited"))
    }
  }

  /// Ctrl-C: the reports are shown, and the program is ended.
  @Test func anInterruptedCommandShowsWhatWasFound() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending(path: "pid").path(percentEncoded: false)
      try folder.write(
        """
        #include <kmsan_kernel.h>
        #include <unistd.h>
        int main(void) {
          kmsan_check(kmalloc(4, GFP_KERNEL), 4, "first");
          FILE *file = fopen("pid", "w");
          fprintf(file, "%d", getpid());
          fclose(file);
          for (;;) sleep(9);
        }
        """, to: "a.c")
      let result = try await CommandTests.run(
        [
          "bash", "-c",
          "set -m; \"$0\" run a.c & while ! [ -s pid ]; do sleep 0.1; done; kill -INT $!; wait $!",
          Products.path("kmsan"),
        ], in: folder)
      #expect(result.status == 130 && lines(result, after: "Check: ") == ["first"], "\(result)")
      let pid = try String(contentsOfFile: path, encoding: .utf8)
      #expect(kill(try #require(pid_t(pid)), 0) == -1, "the program still runs")
    }
  }
}
