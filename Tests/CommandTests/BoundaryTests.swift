// Boundaries that were disputed in public, by name: calls of instrumented code from functions that the
// compiler leaves alone, context switches between a call's halves, and objects of several compilers.
//
// Sources: the threads on "kmsan: skip shadow checks in files doing context switches" (2021), "kmsan:
// entry: handle register passing from uninstrumented code" (2022) and "KMSAN: uninit-value in
// irqentry_exit_to_kernel_mode_preempt" (2026) of the Linux kernel mailing list.

import Foundation
import TestSupport
import Testing

@Suite struct BoundaryTests {
  /// Linux's names, and a function that leaves every slot of the block uninitialized.
  static let prelude = """
    #include <stdarg.h>
    #define noinstr __attribute__((disable_sanitizer_instrumentation, noinline))
    #define MARK(name)                                                                     \\
      asm volatile("1: nop; .pushsection .discard.instr_" name "; .long 1b - .; .popsection" \\
                   ::: "memory")
    #define instrumentation_begin() MARK("begin")
    #define instrumentation_end() MARK("end")
    struct pair { long a, b; };
    struct words { long v[99]; };
    struct stack_words { long v[70]; };
    static volatile struct words uninitialized;
    static void take_words(struct words w) { asm volatile("" :: "r"(&w)); }
    static void take_variadic(int n, ...) { asm volatile("" :: "r"(n)); }
    static struct pair return_pair(const struct pair *p) { return *p; }
    static void (*volatile call_words)(struct words) = take_words;
    static void (*volatile call_variadic)(int, ...) = take_variadic;
    static struct pair (*volatile call_pair)(const struct pair *) = return_pair;
    __noinline static void fill_stack(void) {
      char locals[4000];
      kmsan_poison_memory(locals, sizeof(locals), 0);
      asm volatile("" :: "r"(locals) : "memory");
    }
    __noinline void dirty(void) {
      kmsan_poison_memory((void *)&uninitialized, sizeof(uninitialized), 0);
      struct words *all = (struct words *)&uninitialized;
      struct pair *pair = (struct pair *)all;
      fill_stack();
      call_variadic(1, *pair, *pair, *pair, *(struct stack_words *)all);
      call_words(*all);
      call_pair(pair);
    }

    """

  /// Runs a program that must report nothing.
  private func expectSilence(
    _ source: String, output: String, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    for level in ["0", "1", "2"] {
      let result = try await runKernelProgram(Self.prelude + source, ["-O", level])
      #expect(
        result.status == 0 && result.error.isEmpty, "-O\(level): \(result.error)",
        sourceLocation: sourceLocation)
      #expect(result.output == output, sourceLocation: sourceLocation)
    }
  }

  // MARK: 2021

  /// The thread's own example, called by code that fills nothing in: noinstr code and assembly.
  @Test func sumOfTwoArguments() async throws {
    try await expectSilence(
      """
      struct number { int n; };
      __noinline int sum(int a, int b) { return a + b; }
      __noinline struct number sum_numbers(struct number a, struct number b) {
        return (struct number){a.n + b.n};
      }
      int called_by_assembly(void);
      asm(".globl called_by_assembly\\n"
          "called_by_assembly: sub $8, %rsp; mov $3, %edi; mov $4, %esi; call sum_numbers\\n"
          "add $8, %rsp; ret");
      noinstr static int call(void) {
        return sum(1, 2) + sum_numbers((struct number){3}, (struct number){4}).n;
      }
      int main(void) {
        dirty();
        int first = call();
        dirty();
        int second = called_by_assembly();
        if (first + second == 17) printk("17\\n");
        return 0;
      }
      """, output: "17\n")
  }

  /// Between the two instrumented sides nothing is lost.
  @Test func sumOfAnUninitializedArgument() async throws {
    let result = try await runKernelProgram(
      Self.prelude + """
        struct number { int n; };
        __noinline int sum(struct number a, struct number b) { return a.n + b.n; }
        int main(void) {
          struct number a, b = {1};
          kmsan_poison_memory(&a, sizeof(a), 0);
          int result = sum(a, b);
          if (result == 3) sink++;
          return 0;
        }
        """)
    #expect(kinds(result) == ["uninit-value"], "\(result.error)")
  }

  @Test func contextSwitchBetweenTheFetchAndTheCall() async throws {
    try await expectSilence(
      """
      __noinline static void bar(struct pair p, int n, ...) {
        va_list list;
        va_start(list, n);
        if (p.a == 1 && va_arg(list, struct pair).b == 2) printk("bar ");
        va_end(list);
      }
      __noinline static void foo(const struct pair *p) {
        struct pair copy = *p;
        if (copy.a) schedule();
        bar(copy, 1, copy);
      }
      static volatile int isDone;
      static int other(void *unused) {
        while (!isDone) { dirty(); schedule(); }
        return 0;
      }
      int main(void) {
        static struct pair p = {1, 2};
        struct task_struct *thread = kthread_run(other, NULL, "other");
        foo(&p);
        foo(&p);
        isDone = 1;
        printk("%d\\n", kthread_stop(thread));
        return 0;
      }
      """, output: "bar bar 0\n")
  }

  /// "It will be saved to the old task's state, but taken from that of the new task."
  @Test func innermostFunctionThatSwitchedReturnsAValue() async throws {
    let threads = """
      __noinline static struct pair switch_and_return(const struct pair *p) {
        struct pair result = *p;
        schedule();
        return result;
      }
      __noinline static long switch_and_return_scalar(const long *p) {
        long result = *p;
        schedule();
        return result;
      }
      static volatile int isDone;
      static int other(void *unused) {
        while (!isDone) { dirty(); schedule(); }
        return 0;
      }
      __noinline static void use(const struct pair *p) {
        if (switch_and_return(p).b == 2) printk("pair ");
        if (switch_and_return_scalar(&p->a) == 1) printk("scalar ");
      }
      static struct pair p = {1, 2};
      int main(void) {
        struct task_struct *thread = kthread_run(other, NULL, "other");
        PLANT
        use(&p);
        isDone = 1;
        printk("%d\\n", kthread_stop(thread));
        return 0;
      }
      """
    try await expectSilence(
      threads.replacing("PLANT", with: ""), output: "pair scalar 0\n")
    let planted = try await runKernelProgram(
      Self.prelude
        + threads.replacing("PLANT", with: "kmsan_poison_memory(&p, sizeof(p), 0);"))
    #expect(kinds(planted) == ["uninit-value", "uninit-value"], "\(planted.error)")
  }

  // MARK: 2022

  @Test func twoCallsInOneRegion() async throws {
    try await expectSilence(
      """
      union word { long whole; char bytes[8]; };
      struct large { long v[12]; };
      __noinline void foo(struct pair p, union word w, struct large l) {
        if (p.b == 2 && w.whole == 3 && l.v[11] == 4) printk("foo ");
        dirty();
      }
      __noinline void bar(struct large l, struct pair *p, int n, ...) {
        va_list list;
        va_start(list, n);
        long sum = l.v[11] + p->a;
        for (int i = 0; i < 8; i++) sum += va_arg(list, struct pair).b;
        if (sum == 4 + 1 + 16) printk("bar\\n");
        va_end(list);
      }
      noinstr static void entry(void) {
        struct pair p = {1, 2};
        union word w = {3};
        struct large l = {{[11] = 4}};
        instrumentation_begin();
        foo(p, w, l);
        bar(l, &p, 8, p, p, p, p, p, p, p, p);
        instrumentation_end();
      }
      int main(void) { dirty(); entry(); return 0; }
      """, output: "foo bar\n")
  }

  /// The way of a system call: four regions, and registers that assembly wrote, announced once.
  @Test func fourRegionsOfOneSystemCall() async throws {
    try await expectSilence(
      """
      struct pt_regs { unsigned long ax, di, si, orig_ax; };
      typedef struct { unsigned char exit_rcu; } state_t;
      __noinline void work(state_t state, const struct pt_regs *regs) {
        if (!state.exit_rcu || !regs->orig_ax) sink++;
        dirty();
      }
      __noinline struct pair call_handler(struct pt_regs regs, struct pair range) {
        struct pair result = {regs.di + range.a, regs.si + range.b};
        dirty();
        return result;
      }
      #define always_inline static inline __attribute__((always_inline, \\
                                                         disable_sanitizer_instrumentation))
      always_inline long syscall_enter_from_user_mode(struct pt_regs *regs, long nr) {
        state_t state = {1};
        instrumentation_begin();
        kmsan_unpoison_memory(regs, sizeof(*regs));
        work(state, regs);
        instrumentation_end();
        instrumentation_begin();
        work(state, regs);
        instrumentation_end();
        return nr;
      }
      always_inline void syscall_exit_to_user_mode(struct pt_regs *regs) {
        state_t state = {1};
        instrumentation_begin();
        work(state, regs);
        instrumentation_end();
      }
      noinstr void do_syscall_64(struct pt_regs *regs, long nr) {
        struct pair range = {1, 2};
        nr = syscall_enter_from_user_mode(regs, nr);
        instrumentation_begin();
        if (nr == 4) {
          struct pair result = call_handler(*regs, range);
          regs->ax = result.a + result.b;
        }
        instrumentation_end();
        syscall_exit_to_user_mode(regs);
      }
      asm(".globl entry_SYSCALL_64\\n"
          "entry_SYSCALL_64: push $4; push $30; push $20; push $0\\n"
          "mov %rsp, %rdi; mov $4, %esi; sub $8, %rsp; call do_syscall_64\\n"
          "mov 8(%rsp), %rax; add $40, %rsp; ret");
      long entry_SYSCALL_64(void);
      int main(void) {
        dirty();
        if (entry_SYSCALL_64() == 53 && !sink) printk("53\\n");
        return 0;
      }
      """, output: "53\n")
  }

  // MARK: 2026

  /// All arguments come from assembly; a structure on the stack of noinstr code is passed on.
  @Test func invalidTaskStateSegment() async throws {
    try await expectSilence(
      """
      struct pt_regs { unsigned long ip, sp; };
      typedef struct { unsigned char exit_rcu, lockdep; } irqentry_state_t;
      struct die_args { struct pt_regs *regs; const char *str; long err; int trapnr, signr; };
      __noinline int notify_die(struct die_args *args) {
        return args->err == 42 && args->regs->sp == 7 && args->signr == 11;
      }
      __noinline static void do_error_trap(struct pt_regs *regs, long error_code, char *str,
                                           unsigned long trapnr, int signr, struct pair info) {
        struct die_args args = {regs, str, error_code, (int)trapnr, signr};
        if (notify_die(&args) && info.a == 5) printk("%s", str);
      }
      __noinline irqentry_state_t irqentry_enter(struct pt_regs *regs) {
        kmsan_unpoison_memory(regs, sizeof(*regs));
        dirty();
        return (irqentry_state_t){1, 0};
      }
      __noinline void irqentry_exit(struct pt_regs *regs, irqentry_state_t state) {
        if (state.exit_rcu && !state.lockdep && regs->ip == 6) printk(".\\n");
      }
      noinstr void exc_invalid_tss(struct pt_regs *regs, unsigned long error_code) {
        struct pair info = {5, 6};
        irqentry_state_t state = irqentry_enter(regs);
        instrumentation_begin();
        do_error_trap(regs, error_code, "invalid TSS", 10, 11, info);
        instrumentation_end();
        irqentry_exit(regs, state);
      }
      asm(".globl asm_exc_invalid_tss\\n"
          "asm_exc_invalid_tss: push $7; push $6; mov %rsp, %rdi; mov $42, %esi\\n"
          "sub $8, %rsp; call exc_invalid_tss; add $24, %rsp; ret");
      void asm_exc_invalid_tss(void);
      int main(void) { dirty(); asm_exc_invalid_tss(); return 0; }
      """, output: "invalid TSS.\n")
  }

  /// The report of May 2026: the compiler made a function of its own of what was inlined before.
  @Test func exitToKernelModePreemptOutOfLine() async throws {
    try await expectSilence(
      """
      struct pt_regs { unsigned long flags; };
      typedef struct irqentry_state { union { _Bool exit_rcu; _Bool lockdep; }; } irqentry_state_t;
      __noinline static void irqentry_exit_to_kernel_mode_preempt(
          struct pt_regs *regs, irqentry_state_t state) {
        if (regs->flags == 512 && !state.exit_rcu) printk("preempt ");
        dirty();
      }
      noinstr static void irqentry_exit_to_kernel_mode(
          struct pt_regs *regs, irqentry_state_t state) {
        instrumentation_begin();
        irqentry_exit_to_kernel_mode_preempt(regs, state);
        instrumentation_end();
        instrumentation_begin();
        irqentry_exit_to_kernel_mode_preempt(regs, state);
        instrumentation_end();
      }
      noinstr void interrupt(struct pt_regs *regs) {
        irqentry_state_t state = {0};
        irqentry_exit_to_kernel_mode(regs, state);
      }
      int main(void) {
        static struct pt_regs regs = {512};
        dirty();
        interrupt(&regs);
        printk("\\n");
        return 0;
      }
      """, output: "preempt preempt \n")
  }
}
