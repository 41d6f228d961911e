// Every allocation fails once: the program's, which it handles, and the runtime's own.

import Foundation
import TestSupport
import Testing

@Suite struct FailingAllocationTests {
  /// Uses each allocator, handles each failure, and has one mistake that needs none of them.
  static let program = """
    static int wait(void *unused) { schedule(); return 1; }
    static int use(void) {
      int done = 0;
      char *small = kmalloc(32, GFP_ATOMIC), *zeroed = kzalloc(32, GFP_KERNEL);
      char *typed = malloc(32, M_TEMP, M_NOWAIT), *certain = malloc(32, M_TEMP, M_WAITOK);
      unsigned long page = __get_free_pages(GFP_KERNEL, 0);
      struct task_struct *thread = kthread_run(wait, NULL, "waits");
      bus_dmamap_t map;
      int error = bus_dmamap_create(HOSTED_DMA_TAG, 0, &map);
      if (small) done++;
      if (zeroed && !zeroed[31]) done++;
      if (typed) done++;
      if (certain) done++;
      if (page) done++;
      if (thread) done += kthread_stop(thread);
      if (!error) { done++; bus_dmamap_destroy(HOSTED_DMA_TAG, map); }
      kfree(small); kfree(zeroed); free(typed, M_TEMP); free(certain, M_TEMP); free_pages(page, 0);
      return done;
    }
    int main(void) {
      int local;
      kmsan_check(&local, sizeof(local), "local");
      printk("%d\\n", use());
      return 0;
    }
    """

  @Test func everyAllocationMayFail() async throws {
    var failed = 0
    while failed < 20 {
      let result = try await runKernelProgram(Self.program, ["--fail-allocation", "\(failed)"])
      let isReached = result.error.contains("KMSAN: allocation \(failed) fails on request.\n")
      // Whatever fails, the report is there, and so is the rest of the program.
      #expect(result.status == 2 && kinds(result) == ["uninit-value"], "\(result.error)")
      #expect(lines(result, after: "Check: ") == ["local"])
      #expect(result.output == (isReached && failed > 0 ? "6\n" : "7\n"), "allocation \(failed)")
      #expect(result.error.contains("Local variable local created at:") == (failed > 0))
      if failed == 0 {
        #expect(result.error.contains("Uninit was created at:\n(stack is not available)\n"))
      }
      guard isReached else { break }
      failed += 1
    }
    // Number 0 and the six that may fail: M_WAITOK never does.
    #expect(failed == 7)
  }

  /// Stores, copies and frees without a depot: reports of all kinds, with origins unknown.
  @Test func withoutADepotOriginsAreUnknownAndNothingIsLost() async throws {
    let result = try await runKernelProgram(
      """
      int main(void) {
        char *memory = kmalloc(64, GFP_KERNEL), copy[64], *user = user_memory(64);
        memcpy(copy, memory, 64);
        if (*(volatile char *)copy) sink++;
        copyout(copy, user, 64);
        free_pages(__get_free_pages(0, 0), 0);
        kfree(memory);
        kmsan_check(memory, 64, "freed");
        kmsan_orig(memory, 64, KMSAN_TYPE_UMA, KMSAN_RET_ADDR);
        kmsan_intr_leave();
        return 0;
      }
      """, ["--fail-allocation", "0"])
    #expect(result.status == 2, "\(result.error)")
    // Without its origin, nothing says that memory was freed.
    #expect(kinds(result) == ["uninit-value", "kernel-infoleak", "uninit-value", "invalid-call"])
    #expect(result.error.components(separatedBy: "(stack is not available)").count == 4)
  }

  @Test func aProgramThatDoesNotLookIsShown() async throws {
    let result = try await runKernelProgram(
      """
      int main(void) {
        int *first = kmalloc(4, GFP_KERNEL);
        if (*(volatile int *)first) sink++;
        *(volatile char *)kmalloc(4, GFP_KERNEL) = 1;
        return 0;
      }
      """, ["--fail-allocation", "2"])
    #expect(result.error.contains("KMSAN: allocation 2 fails on request.\n"))
    #expect(kinds(result) == ["uninit-value"] && result.error.contains("ended by signal 11"))
  }
}
