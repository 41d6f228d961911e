// Objects of gcc, of clang without KMSAN, of clang's own pass and of ours call each other in all
// directions, direct and by a pointer.

import Foundation
import TestSupport
import Testing

@Suite struct CompilerMixtureTests {
  static let header = """
    #include <kmsan_kernel.h>
    #include <stdarg.h>
    struct small { char c; int n; };
    struct pair { long a, b; };
    union word { long whole; char bytes[3]; };
    struct large { long v[9]; };
    struct values { struct small s; struct pair p; union word w; struct large l; };
    /* Every compiler's own set of functions. */
    #define FUNCTIONS(who)                                                              \\
      long who##_arguments(struct small, struct pair, union word, struct large);        \\
      long who##_variadic(int, ...);                                                    \\
      struct pair who##_pair(const struct pair *);                                      \\
      struct large who##_large(const struct large *);                                   \\
      int who##_scalar(const int *);                                                    \\
      long who##_calls(int callee, const struct values *);
    FUNCTIONS(gcc) FUNCTIONS(clang) FUNCTIONS(stock) FUNCTIONS(ours)
    void dirty(void);
    """

  /// Compiled four times, with another `WHO`.
  static let functions = """
    #include "mixture.h"
    #define JOIN_(a, b) a##_##b
    #define JOIN(a, b) JOIN_(a, b)
    #define MINE(name) __attribute__((noinline)) JOIN(WHO, name)
    long MINE(arguments)(struct small s, struct pair p, union word w, struct large l) {
      if (s.n > 100 || l.v[8] > 100) return 0;
      return s.c + s.n + p.a + p.b + w.whole + l.v[0] + l.v[8];
    }
    long MINE(variadic)(int n, ...) {
      va_list list;
      va_start(list, n);
      long sum = 0;
      while (n--) sum += va_arg(list, struct pair).b;
      struct large l = va_arg(list, struct large);
      va_end(list);
      return l.v[3] > 100 || sum > 100 ? 0 : sum + l.v[3];
    }
    struct pair MINE(pair)(const struct pair *p) { return *p; }
    struct large MINE(large)(const struct large *l) { return *l; }
    int MINE(scalar)(const int *n) { return *n; }

    static __attribute__((noinline)) long all(
        long (*arguments)(struct small, struct pair, union word, struct large),
        long (*variadic)(int, ...), struct pair (*pair)(const struct pair *),
        struct large (*large)(const struct large *), int (*scalar)(const int *),
        const struct values *v) {
      long sum = arguments(v->s, v->p, v->w, v->l);
      sum += variadic(4, v->p, v->p, v->p, v->p, v->l);
      if (pair(&v->p).b == 4) sum += 100;
      if (large(&v->l).v[8] == 6) sum += 200;
      if (scalar(&v->s.n) == 2) sum += 400;
      return sum;
    }
    #define DIRECT(who)                                                       \\
      sum = who##_arguments(v->s, v->p, v->w, v->l);                          \\
      sum += who##_variadic(4, v->p, v->p, v->p, v->p, v->l);                 \\
      if (who##_pair(&v->p).b == 4) sum += 100;                               \\
      if (who##_large(&v->l).v[8] == 6) sum += 200;                           \\
      if (who##_scalar(&v->s.n) == 2) sum += 400;                             \\
      return sum * 10000                                                      \\
          + all(who##_arguments, who##_variadic, who##_pair, who##_large, who##_scalar, v);
    long MINE(calls)(int callee, const struct values *v) {
      long sum = 0;
      switch (callee) {
      case 0: DIRECT(gcc)
      case 1: DIRECT(clang)
      case 2: DIRECT(stock)
      default: DIRECT(ours)
      }
    }
    """

  /// First with a block that was never dirty, then with one that is. Between clang's own pass and code
  /// that nobody instruments only the results count: no code of ours could help there.
  static let program = """
    #include "mixture.h"
    static struct { long v[99]; } uninitialized;
    struct words { long v[99]; };
    struct stack_words { long v[70]; };
    static void take_words(struct words w) { asm volatile("" :: "r"(&w)); }
    static void take_variadic(int n, ...) { asm volatile("" :: "r"(n)); }
    static struct pair return_pair(const struct pair *p) { return *p; }
    static void (*volatile call_words)(struct words) = take_words;
    static void (*volatile call_variadic)(int, ...) = take_variadic;
    static struct pair (*volatile call_pair)(const struct pair *) = return_pair;
    __attribute__((noinline)) void dirty(void) {
      kmsan_poison_memory(&uninitialized, sizeof(uninitialized), 0);
      struct pair *pair = (struct pair *)&uninitialized;
      call_variadic(1, *pair, *pair, *pair, *(struct stack_words *)&uninitialized);
      call_words(*(struct words *)&uninitialized);
      call_pair(pair);
    }
    int main(void) {
      static struct values v = {{1, 2}, {3, 4}, {5}, {{7, 0, 0, 8, 0, 0, 0, 0, 6}}};
      long (*const callers[])(int, const struct values *) = {
        gcc_calls, clang_calls, stock_calls, ours_calls};
      for (int isDirty = 0; isDirty < 2; isDirty++)
        for (int caller = 0; caller < 4; caller++)
          for (int callee = 0; callee < 4; callee++) {
            int isForeign = caller < 3 && callee < 3 && (caller == 2 || callee == 2);
            if (isDirty) dirty();
            if (isForeign) kmsan_disable_current();
            long sum = callers[caller](callee, &v);
            if (isForeign) kmsan_enable_current();
            kmsan_unpoison_memory(&sum, sizeof(sum));
            printk("%ld ", sum);
          }
      return 0;
    }
    """

  @Test(arguments: ["-O0", "-O2"])
  func allDirections(level: String) async throws {
    try await withTemporaryFolder { folder in
      try folder.write(Self.header, to: "mixture.h")
      try folder.write(Self.functions, to: "functions.c")
      try folder.write(Self.program, to: "program.c")
      let root = Repository.root.path(percentEncoded: false)
      let options = [
        level, "-w", "-c", "-I.", "-I\(root)Sources/CRuntime/include",
        "-I\(root)Sources/CHostedPort/include", "functions.c",
      ]
      for (name, compiler) in [
        ("gcc", ["gcc"]), ("clang", ["clang-22"]),
        ("stock", ["clang-22", "-fsanitize=kernel-memory"]), ("ours", [driver]),
      ] {
        let result = try await run(
          compiler + options + ["-DWHO=\(name)", "-o", "\(name).o"], in: folder)
        #expect(result.status == 0, "\(result.error)")
      }
      let result = try await run(
        [Products.path("kmsan"), "run", "program.c", "gcc.o", "clang.o", "stock.o", "ours.o"],
        in: folder)
      let sums = Set(result.output.split(separator: " "))
      #expect(sums.count == 1, "\(result.output)")
      #expect(result.output.split(separator: " ").count == 32)
      #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
    }
  }
}
