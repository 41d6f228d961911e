// The kernel around a hosted program: malloc(9), user memory, interrupts, devices.

import Foundation
import TestSupport
import Testing

@Suite struct HostedKernelTests {
  @Test func mallocGivesUninitializedMemoryUnlessItIsToBeZero() async throws {
    let result = try await runKernelProgram(
      """
      int main(void) {
        volatile char *zeroed = malloc(8, M_TEMP, M_NOWAIT | M_ZERO);
        volatile char *memory = malloc(8, M_DEVBUF, M_WAITOK);
        if (zeroed[7]) sink++;
        if (memory[7]) sink++;
        memory[7] = 0;
        if (memory[7]) sink++;
        free((void *)memory, M_DEVBUF);
        if (memory[7]) sink++;
        free(NULL, M_TEMP);
        return 0;
      }
      """)
    #expect(result.status == 2 && kinds(result) == ["uninit-value", "use-after-free"])
    #expect(result.error.components(separatedBy: "Memory type: malloc\n").count == 3)
  }

  @Test func copiesToUserMemoryAreCheckedAndThoseFromItInitialize() async throws {
    let result = try await runKernelProgram(
      """
      struct answer { int code; short kind; };
      int main(void) {
        struct answer answer;
        char *user = user_memory(64), text[16], name[4];
        size_t done, cut;
        answer.code = answer.kind = 1;
        int leak = copyout(&answer, user, sizeof(answer));
        unsigned long left = copy_to_user(user + 16, &answer, sizeof(answer.code));
        printf("%d %lu %d %d\\n", leak, left, copyin(user, text, 6), text[0] + text[5]);
        copyout("a name", user + 32, 7);
        printf("%d %zu %s\\n", copyinstr(user + 32, text, sizeof(text), &done), done, text);
        int error = copyinstr(user + 32, name, sizeof(name), &cut);
        printf("%d %zu %.4s\\n", error == ENAMETOOLONG, cut, name);
        return 0;
      }
      """)
    #expect(result.status == 2 && kinds(result) == ["kernel-infoleak"])
    #expect(result.output == "0 0 0 1\n0 7 a name\n1 4 a na\n")
    #expect(result.error.contains("Bytes 6-7 of 8 are uninitialized"))
    #expect(
      result.error.contains(
        "Data copied to user address 0000010000000000\nMemory type: stack\nCheck: copyout\n"))
  }

  @Test func wordsOfUserMemoryAreFetchedAndStored() async throws {
    let result = try await runKernelProgram(
      """
      int main(void) {
        char *user = user_memory(16), *end = user + (1 << 30);
        int32_t word;
        int64_t longer;
        printf("%d%d%d%d ", subyte(user, 0x1ff), suword16(user + 2, -2), suword32(user + 4, -3),
               suword64(user + 8, -4));
        printf("%d %d ", fubyte(user), fuword16(user + 2));
        printf("%d%d ", fueword32(user + 4, &word), fueword64(user + 8, &longer));
        printf("%d %ld ", word, (long)longer);
        printf("%d%d%d%d ", fubyte(NULL), fuword16(end - 1), fueword32(end - 3, &word),
               fueword64(end - 7, &longer));
        printf("%d%d%d%d\\n", subyte(end, 1), suword16(end - 1, 1), suword32(NULL, 1),
               suword64(end - 7, 1));
        return 0;
      }
      """)
    #expect(result.output == "0000 255 65534 00 -3 -4 -1-1-1-1 -1-1-1-1\n")
    #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
  }

  /// Null, kernel memory, ranges that leave user memory or wrap: nothing is copied, nothing faults.
  @Test func whatIsNotUserMemoryFaults() async throws {
    let result = try await runKernelProgram(
      """
      int main(void) {
        char text[8] = "12345678", *user = user_memory(8);
        void *wild[] = {NULL, text, (void *)8, (void *)-8l, user - 1, user + (1 << 30) - 4};
        for (int i = 0; i < 6; i++)
          printf("%d %d %lu %d\\n", copyin(wild[i], text, 8) == EFAULT,
                 copyout(text, wild[i], 8) == EFAULT, copy_to_user(wild[i], text, 8),
                 copyinstr(wild[i], text, 8, NULL) == EFAULT);
        printf("%d %d\\n", copyin(user, text, -1ul) == EFAULT, copyin(user, NULL, 0));
        printf("%d %.8s\\n", user_memory(2ul << 30) == NULL, text);
        return 0;
      }
      """)
    let fault = "1 1 8 1\n"
    // The last range begins in user memory, so its string ends there: four zeroes.
    let cut = "1 1 8 0\n"
    #expect(result.output == String(repeating: fault, count: 5) + cut + "1 0\n1 \n")
    #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
  }

  @Test func interruptsNestAndDoNotDisturb() async throws {
    let result = try await runKernelProgram(
      """
      struct pair { int a, b; };
      static int depth;
      __attribute__((noinline)) static void take(struct pair p) { if (p.b) sink++; }
      static void handler(void *pair) {
        /* Travels through the block of the handler's level, and stays there. */
        volatile struct pair *uninitialized = pair;
        struct pair copy = *uninitialized;
        kmsan_check(&copy, sizeof(copy), "in the handler");
        if (depth++ < 12) interrupt_raise();
      }
      int main(void) {
        struct pair *uninitialized = kmalloc(sizeof(*uninitialized), GFP_KERNEL);
        struct pair initialized = {1, 1};
        interrupt_raise();
        interrupt_register(handler, uninitialized);
        interrupt_raise();
        take(*(volatile struct pair *)&initialized);
        printf("%d\\n", depth);
        kmsan_intr_leave();
        take(*(volatile struct pair *)&initialized);
        return 0;
      }
      """)
    #expect(result.status == 2 && result.output == "13\n")
    #expect(kinds(result) == ["uninit-value", "invalid-call", "invalid-call"])
    #expect(result.error.contains("Invalid call: kmsan_intr_enter: more levels than 8"))
    #expect(result.error.contains("Invalid call: kmsan_intr_leave: no level was entered"))
  }

  @Test func everyThreadHasLevelsOfItsOwn() async throws {
    let result = try await runKernelProgram(
      """
      #include <pthread.h>
      static void *enter(void *unused) { kmsan_intr_enter(); return unused; }
      int main(void) {
        pthread_t thread;
        pthread_create(&thread, NULL, enter, NULL);
        kmsan_mark(&thread, sizeof(thread), KMSAN_STATE_INITED);
        pthread_join(thread, NULL);
        kmsan_intr_leave();
        return 0;
      }
      """)
    #expect(result.status == 2 && kinds(result) == ["invalid-call"])
    #expect(result.error.contains("kmsan_intr_leave: no level was entered"))
  }

  /// A timer interrupts between any two instructions: the main program passes initialized
  /// structures, the handler uninitialized ones, through the same slots.
  @Test func asynchronousInterruptsCauseNoFalseReports() async throws {
    let result = try await runKernelProgram(
      """
      struct pair { int a, b; };
      static volatile int interrupts;
      __attribute__((noinline)) static void use(struct pair p) { if (p.b) sink++; }
      __attribute__((noinline)) static void pass(struct pair p) { sink += p.a; interrupts++; }
      static void handler(void *pair) { pass(*(volatile struct pair *)pair); }
      int main(void) {
        struct pair initialized = {1, 1};
        interrupt_register(handler, kmalloc(sizeof(struct pair), GFP_KERNEL));
        interrupt_every(50);
        while (interrupts < 1000) use(*(volatile struct pair *)&initialized);
        interrupt_every(0);
        return 0;
      }
      """)
    #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
  }

  @Test func functionsOnStringsAreIntercepted() async throws {
    let result = try await runKernelProgram(
      """
      int main(void) {
        char *name = malloc(16, M_TEMP, M_WAITOK | M_ZERO), *copy = malloc(16, M_TEMP, M_WAITOK);
        char text[16];
        strcpy(copy, "name");
        strlcpy(name, copy, 16);
        snprintf(text, sizeof(text), "%s %d", name, 7);
        printf("%zu %d %s\\n", strlen(text), strcmp(name, copy), text);
        if (memcmp(name, copy, 16)) sink++;
        return 0;
      }
      """)
    #expect(result.status == 2 && result.output == "6 0 name 7\n")
    #expect(kinds(result) == ["uninit-value"] && result.error.contains("Check: memcmp\n"))
    #expect(result.error.contains(#/Bytes? 5.* uninitialized/#))
  }

  /// Marks, copies and checks in the program and in its interrupts, at any point.
  @Test func theRuntimeMayBeInterruptedAnywhere() async throws {
    let result = try await runKernelProgram(
      """
      static char memory[2][2][256];
      static volatile int interrupts;
      static __noinline void work(char (*buffers)[256]) {
        kmsan_mark(buffers[0], 256, KMSAN_STATE_UNINIT);
        memcpy(buffers[1], buffers[0], 200);
        kmsan_check(buffers[1] + 200, 56, "clean");
        memset(buffers[0], 0, 256);
        memmove(buffers[1] + 1, buffers[1], 255);
        kmsan_check(buffers[0], 256, "clean too");
        kmsan_check(buffers[1], 256, "dirty");
        kmsan_mark(buffers[1], 256, KMSAN_STATE_INITED);
      }
      static void handler(void *argument) { work(memory[1]); interrupts++; }
      int main(void) {
        interrupt_register(handler, NULL);
        interrupt_every(50);
        while (interrupts < 2000) work(memory[0]);
        interrupt_every(0);
        return 0;
      }
      """)
    #expect(result.status == 2 && kinds(result) == ["uninit-value"], "\(result.error)")
    #expect(result.error.contains("Check: dirty\n"))
  }

  @Test func whatGoesToADeviceIsChecked() async throws {
    let result = try await runKernelProgram(
      """
      int main(void) {
        char *data = kmalloc(16, GFP_KERNEL);
        char clean[8] = {0};
        struct mbuf second = {NULL, data, 16}, first = {&second, clean, 8};
        kmsan_check_mbuf(&first, "ether_output");
        struct bio bio = {BIO_WRITE, data, 16};
        kmsan_check_bio(&bio, "disk write");
        bio.bio_cmd = BIO_READ;
        kmsan_check_bio(&bio, "disk read");
        union ccb ccb = {.csio = {{XPT_SCSI_IO, CAM_DIR_OUT}, (uint8_t *)data, 16}};
        kmsan_check_ccb(&ccb, "cam out");
        ccb.ccb_h.flags = CAM_DIR_IN;
        kmsan_check_ccb(&ccb, "cam in");
        return 0;
      }
      """)
    let checks = result.error.split(separator: "\n").filter { $0.hasPrefix("Check: ") }
    #expect(result.status == 2)
    #expect(checks == ["Check: ether_output", "Check: disk write", "Check: cam out"])
  }
}
