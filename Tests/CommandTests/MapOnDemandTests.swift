// Map-on-demand and the fast path in hosted programs.

import TestSupport
import Testing

@Suite struct MapOnDemandTests {
  /// One thread stores shadow and reads it back, while others make the port go through the metadata
  /// again and again; then a use is still reported, with its origin.
  @Test(arguments: [[], ["--fast-path"]]) func noStoreIsLost(options: [String]) async throws {
    let result = try await runKernelProgram(
      """
      #include <kmsan_machine_hosted.h>
      #include <pthread.h>
      static volatile int done;
      static void *allocate(void *unused) {
        while (!done) {
          char *block = kmalloc(1 << 20, 0);
          for (int i = 0; i < 1 << 20; i += 8) *(long *)(block + i) = i;
          kfree(block);
        }
        return unused;
      }
      __attribute__((disable_sanitizer_instrumentation))
      static int shadow(char *byte) {
        return *(volatile char *)kmsan_machine_shadow((unsigned long)byte);
      }
      static pthread_t threads[2];
      int main(void) {
        char *page = (char *)__get_free_pages(0, 0);
        int lost = 0;
        kmsan_mark(page, 4096, KMSAN_STATE_INITED);
        for (int i = 0; i < 2; i++) pthread_create(&threads[i], 0, allocate, 0);
        for (int i = 0; i < 300000; i++) {
          kmsan_mark(page + 512, 8, KMSAN_STATE_UNINIT);
          if (shadow(page + 512) != -1) lost++;
          kmsan_mark(page + 512, 8, KMSAN_STATE_INITED);
          if (shadow(page + 512)) lost++;
        }
        done = 1;
        for (int i = 0; i < 2; i++) pthread_join(threads[i], 0);
        char *block = kmalloc(64, 0);
        kfree(kmalloc(8 << 20, 0));
        printk("%d lost\\n", lost);
        if (block[3]) sink++;
        return 0;
      }
      """, ["--map-on-demand"] + options)
    #expect(result.output == "0 lost\n", "\(result.output)\(result.error)")
    #expect(kinds(result) == ["uninit-value"], "\(result.error)")
    #expect(result.error.contains("Uninit was created at:\n main"), "\(result.error)")
    #expect(result.status == 2)
  }

  /// A fault of the program is no writer that waits.
  @Test func theProgramsFaultsStayItsOwn() async throws {
    let result = try await runKernelProgram(
      "int main(void) { *(volatile int *)8 = 1; return 0; }", ["--map-on-demand"])
    #expect(result.status == 139, "\(result.error)")
  }

  @Test func theFastPathReportsTheSame() async throws {
    let program = """
      __noinline static void look(int *p) { if (p[1]) sink++; }
      struct two { char a; int b; };
      int main(void) {
        int *p = kmalloc(16, 0);
        p[0] = 1;
        struct two t = {1, 2}, *u = user_memory(sizeof t);
        struct two s; s.a = t.a; s.b = t.b;
        copy_to_user(u, &s, sizeof s);
        look(p);
        return 0;
      }
      """
    let calls = try await runKernelProgram(program)
    let inlined = try await runKernelProgram(program, ["--fast-path"])
    #expect(kinds(calls) == ["kernel-infoleak", "uninit-value"], "\(calls.error)")
    #expect(kinds(inlined) == kinds(calls))
    #expect(lines(inlined, after: "Bytes ") == lines(calls, after: "Bytes "))
    #expect(lines(inlined, after: "Uninit was") == lines(calls, after: "Uninit was"))
  }
}
