// Threads, switches and pages of the hosted kernel.

import TestSupport
import Testing

@Suite struct HostedThreadTests {
  @Test func threadsTakeTurnsAndReturn() async throws {
    let result = try await runKernelProgram(
      """
      static int count(void *name) {
        for (int i = 0; i < 3; i++) { printk("%s%d ", (char *)name, i); schedule(); }
        return *(char *)name;
      }
      int main(void) {
        schedule();
        struct task_struct *a = kthread_run(count, "a", "a"), *b = kthread_run(count, "b", "b");
        printk("main ");
        schedule();
        int last = kthread_stop(a);
        printk("%d %d\\n", last, kthread_stop(b));
        schedule();
        return 0;
      }
      """)
    #expect(result.output == "main b0 a0 b1 a1 b2 a2 97 98\n", "\(result.output)")
    #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
  }

  /// The timer takes the processor away between storing a shadow and reading it: the threads pass
  /// initialized and uninitialized structures through the same slots. All allocate, too.
  @Test func aSwitchInTheMiddleOfACallChangesNothing() async throws {
    let result = try await runKernelProgram(
      """
      struct pair { int a, b; };
      static volatile int switches;
      __noinline static void clean(struct pair p) { if (p.b) sink++; }
      __noinline static void dirty(struct pair p) { sink += p.a; }
      static int run_clean(void *pair) {
        while (switches < 1000) { clean(*(volatile struct pair *)pair); kfree(kmalloc(64, 0)); }
        return 1;
      }
      static int run_dirty(void *pair) {
        while (switches < 1000) { dirty(*(volatile struct pair *)pair); kfree(kmalloc(99, 0)); }
        return 2;
      }
      static void handler(void *unused) { switches++; schedule(); }
      int main(void) {
        static struct pair initialized = {1, 1};
        struct pair *uninitialized = kmalloc(sizeof(*uninitialized), GFP_KERNEL);
        struct task_struct *threads[] = {
          kthread_run(run_clean, &initialized, "clean"), kthread_run(run_dirty, uninitialized, "dirty"),
          kthread_run(run_clean, &initialized, "clean"), kthread_run(run_dirty, uninitialized, "dirty"),
        };
        interrupt_register(handler, NULL);
        interrupt_every(50);
        int sum = 0;
        for (int i = 0; i < 4; i++) sum += kthread_stop(threads[i]);
        interrupt_every(0);
        printk("%d\\n", sum);
        return 0;
      }
      """)
    #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
    #expect(result.output == "6\n")
  }

  /// Not by chance: an interrupt and a switch after every instruction of the callers, the callees and
  /// the hooks between them.
  @Test(arguments: ["handle(unused);", "schedule();"], [[], ["--fast-path"]])
  func noInstructionIsABadMoment(handler: String, options: [String]) async throws {
    let result = try await runKernelProgram(
      """
      #include <stdarg.h>
      struct pair { int a, b; };
      struct large { long v[9]; };
      static volatile int traps, isDone;
      static void *uninitialized;
      __noinline static void by_value(struct pair p) { if (p.b != 1) sink++; }
      __noinline static void in_memory(struct large l) { if (l.v[8] != 1) sink++; }
      __noinline static int returned(const int *p) { return *p; }
      __noinline static void variable(int n, ...) {
        va_list list;
        va_start(list, n);
        if (va_arg(list, struct pair).a != 1) sink++;
        va_end(list);
      }
      /* The same calls, in which nothing is looked at. */
      __noinline static long keep(struct pair p, struct large l) { return p.a + l.v[3]; }
      __noinline static void forget(int n, ...) { traps += n; }
      static void handle(void *unused) {
        volatile struct large *l = uninitialized;
        struct large copy = *l;
        kmsan_check(&copy, 0, "nothing");
        *(volatile long *)uninitialized = keep(*(volatile struct pair *)l, copy);
        kmsan_mark(uninitialized, sizeof(struct large), KMSAN_STATE_UNINIT);
        forget(1, copy);
      }
      static int other(void *unused) {
        while (!isDone) { handle(NULL); schedule(); }
        return 0;
      }
      static void handler(void *unused) { \(handler) }
      int main(void) {
        uninitialized = kmalloc(sizeof(struct large), GFP_KERNEL);
        static volatile struct pair pair = {1, 1};
        static volatile struct large large = {{1, 1, 1, 1, 1, 1, 1, 1, 1}};
        static int one = 1;
        struct task_struct *thread = kthread_run(other, NULL, "other");
        interrupt_register(handler, NULL);
        interrupt_every_instruction(1);
        for (int i = 0; i < 5; i++) {
          by_value(pair);
          in_memory(large);
          if (returned(&one) != 1) sink++;
          variable(1, pair);
        }
        interrupt_every_instruction(0);
        isDone = 1;
        printk("%d %d %d\\n", sink, kthread_stop(thread), traps > 500);
        return 0;
      }
      """, ["-O", "1"] + options)
    #expect(result.output == "0 0 1\n" && result.status == 0, "\(result)")
    #expect(result.error.isEmpty)
  }

  /// Levels belong to a thread: one waits inside an interrupt while another enters and leaves some.
  @Test func everyThreadHasLevelsOfItsOwn() async throws {
    let result = try await runKernelProgram(
      """
      static void handler(void *unused) { schedule(); }
      static int wait(void *unused) { interrupt_raise(); return 0; }
      static int nest(void *unused) {
        for (int i = 0; i < 6; i++) kmsan_intr_enter();
        schedule();
        for (int i = 0; i < 6; i++) kmsan_intr_leave();
        kmsan_intr_leave();
        return 0;
      }
      int main(void) {
        interrupt_register(handler, NULL);
        struct task_struct *a = kthread_run(wait, NULL, "waits"), *b = kthread_run(nest, NULL, "nests");
        interrupt_raise();
        return kthread_stop(a) + kthread_stop(b);
      }
      """)
    #expect(kinds(result) == ["invalid-call"] && result.error.contains("Comm: nests "))
    #expect(result.error.contains("kmsan_intr_leave: no level was entered"))
    #expect(result.error.contains(" kthread+0x"), "the bottom of the stack is missing")
  }

  @Test func aStackThatWasUsedBeforeIsCleanAgain() async throws {
    let result = try await runKernelProgram(
      """
      static int fill(void *unused) {
        char buffer[4096];
        kmsan_mark(buffer, sizeof(buffer), KMSAN_STATE_UNINIT);
        sink = buffer == unused;
        return 0;
      }
      int main(void) {
        int sum = 0;
        for (int i = 0; i < 100; i++) sum += kthread_stop(kthread_run(fill, NULL, "a long name for it"));
        return sum;
      }
      """)
    #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
  }

  /// The handler uses what the program uses, at any moment; the C library is not made for that.
  @Test func anInterruptMayAllocateAndPrintAnywhere() async throws {
    let result = try await runKernelProgram(
      """
      static volatile int interrupts;
      static void work(void) {
        char *small = kmalloc(100, GFP_KERNEL), *large = kzalloc(5000, GFP_KERNEL), text[40];
        unsigned long page = __get_free_pages(GFP_KERNEL, 0);
        snprintf(text, sizeof(text), "%f", 1.5);
        printk("%s", strcmp(text, "1.500000") ? "wrong" : "");
        kfree(small);
        kfree(large);
        free_pages(page, 0);
      }
      static void handler(void *unused) { work(); interrupts++; }
      int main(void) {
        interrupt_register(handler, NULL);
        interrupt_every(50);
        while (interrupts < 2000) work();
        interrupt_every(0);
        printk("end\\n");
        return 0;
      }
      """)
    #expect(result.status == 0 && result.output == "end\n" && result.error.isEmpty, "\(result)")
  }

  @Test func pagesAreUninitializedBeforeAndAfterTheirUse() async throws {
    let result = try await runKernelProgram(
      """
      int main(void) {
        for (unsigned order = 0; order <= 10; order++)
          if (__get_free_pages(GFP_KERNEL, order) % (4096ul << order)) sink++;
        char *page = (char *)__get_free_pages(GFP_KERNEL, 1);
        char *zeroed = (char *)__get_free_pages(__GFP_ZERO, 0);
        kmsan_check(zeroed, 4096, "zeroed");
        kmsan_check(page, 8192, "new");
        memset(page, 1, 8192);
        kmsan_check(page, 8192, "written");
        free_pages((unsigned long)page, 1);
        kmsan_check(page, 8192, "freed");
        if (page[5000]) sink++;
        if ((char *)__get_free_pages(GFP_KERNEL, 1) != page) sink++;
        kmsan_check(page + 8191, 1, "again");
        free_pages(0, 3);
        printk("%d %lu\\n", sink, __get_free_pages(GFP_KERNEL, 11));
        return 0;
      }
      """)
    #expect(result.output == "1 0\n", "the freed page still holds what was written")
    #expect(
      kinds(result) == ["uninit-value", "use-after-free", "use-after-free", "uninit-value"],
      "\(result.error)")
    #expect(lines(result, after: "Check: ") == ["new", "freed", "again"])
    #expect(lines(result, after: "Memory type: ") == ["kmem", "kmem", "kmem", "kmem"])
  }

  @Test(
    arguments: ["page, 1", "page + 8, 0", "page + 4096, 0", "4096, 0", "page, 12", "-4096ul, 0"])
  func pagesThatWereNotAllocatedAreNotFreed(arguments: String) async throws {
    let result = try await runKernelProgram(
      """
      int main(void) {
        unsigned long page = __get_free_pages(GFP_KERNEL, 0);
        printk("before\\n");
        free_pages(\(arguments));
        return 0;
      }
      """)
    #expect(result.status == 1 && result.output == "before\n", "\(result.error)")
    #expect(result.error.contains("free_pages: not the start of a block of this order"))
  }

  @Test func pagesRunOutWithoutAFault() async throws {
    let result = try await runKernelProgram(
      """
      int main(void) {
        int count = 0;
        while (__get_free_pages(__GFP_ZERO, 10)) if (++count > 300) return 1;
        printk("%d %d\\n", count, kmalloc(-1ul / 2, 0) == NULL);
        return 0;
      }
      """)
    #expect(result.status == 0 && result.output == "32 1\n", "\(result.error)")
  }
}
