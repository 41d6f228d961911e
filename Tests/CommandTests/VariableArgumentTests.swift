// Variable arguments of every class and convention, in whole programs: an initialized one is never
// reported, a planted one always.
//
// IRTests/variable-arguments.ll shows what is emitted, InstrumentationTests/VariadicConventionTests.swift
// the places; `kmsan-dev boundaries` mixes all of it with other compilers.

import Foundation
import TestSupport
import Testing

@Suite struct VariableArgumentTests {
  /// Fills the stack and the block with what later calls must not see.
  static let prelude = """
    #include <stdarg.h>
    struct pair { long a, b; };
    struct one { int value; };
    struct large { long v[60]; };
    static void keep(int count, ...) { asm volatile("" :: "r"(count)); }
    static void (*volatile keep_uninitialized)(int, ...) = keep;
    __noinline static void dirty(void) {
      char locals[4000];
      struct large *from = (struct large *)locals;
      kmsan_poison_memory(locals, sizeof(locals), 0);
      asm volatile("" :: "r"(locals) : "memory");
      keep_uninitialized(1, *(struct pair *)from, *(struct pair *)from, *(struct pair *)from, *from);
    }
    #define CHECK(value) kmsan_check_memory(&value, sizeof(value))

    """

  /// Runs the program as it is, and with `PLANTED` defined, at several levels.
  private func expectOnlyPlanted(
    _ source: String, arguments: [String] = [],
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    for level in ["0", "1", "2", "s"] {
      let options = ["-O", level] + arguments
      let clean = try await runKernelProgram(Self.prelude + source, options)
      #expect(
        clean.status == 0 && clean.error.isEmpty, "-O\(level): \(clean.error)",
        sourceLocation: sourceLocation)
      let planted = try await runKernelProgram(
        "#define PLANTED\n" + Self.prelude + source, options)
      #expect(
        kinds(planted).contains("uninit-value"), "-O\(level): \(planted.error)",
        sourceLocation: sourceLocation)
    }
  }

  /// The call before va_start sends nothing that is uninitialized, but has an area of its own.
  @Test(arguments: ["", "volatile"])
  func aCallBeforeTheStart(qualifier: String) async throws {
    try await expectOnlyPlanted(
      """
      static int sum;
      __noinline static void inner(int count, ...) {
        va_list list;
        va_start(list, count);
        for (int i = 0; i < 8; i++) sum += va_arg(list, struct one).value;
        va_end(list);
      }
      __noinline static void outer(int count, ...) {
        struct one clean = {42};
        inner(8, clean, clean, clean, clean, clean, clean, clean, clean);
        \(qualifier) int again = count;
        do {
          va_list list;
          va_start(list, count);
          for (int i = 0; i < 8; i++) {
            struct one taken = va_arg(list, struct one);
            CHECK(taken);
          }
          va_end(list);
          inner(8, clean, clean, clean, clean, clean, clean, clean, clean);
        } while (again-- > 1);
      }
      int main(void) {
        struct one *p = kmalloc(8 * sizeof(*p), GFP_KERNEL);
        for (int i = 0; i < 8; i++) p[i].value = i;
        dirty();
      #ifdef PLANTED
        kmsan_poison_memory(&p[6], sizeof(p[6]), 0);
      #endif
        outer(2, p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7]);
        return 0;
      }
      """)
  }

  static let aligned = """
    struct wide { __int128 number; };
    struct far { long value; } __attribute__((aligned(64)));
    __noinline static long take(int count, ...) {
      va_list list;
      va_start(list, count);
      long sum = 0;
      for (int i = 0; i < 4; i++) sum += va_arg(list, int);
      __int128 split = va_arg(list, __int128);
      int last = va_arg(list, int);
      int first = va_arg(list, int);
      struct wide wide = va_arg(list, struct wide);
      long double extended = va_arg(list, long double);
      struct far far = va_arg(list, struct far);
      va_end(list);
      CHECK(split); CHECK(last); CHECK(first); CHECK(wide); CHECK(far);
      kmsan_check_memory(&extended, 10);
      return sum + (long)split + last + first + (long)wide.number + far.value + (long)extended;
    }
    int main(void) {
      struct wide wide = {5};
      struct far far = {6};
      dirty();
    #ifdef PLANTED
      kmsan_poison_memory(&wide, 16, 0);
    #endif
      return take(1, 1, 2, 3, 4, (__int128)7, 8, 9, wide, 3.0L, far) == 48 ? 0 : 9;
    }
    """

  @Test(arguments: [[], ["--fast-path"]])
  func alignedArguments(options: [String]) async throws {
    try await expectOnlyPlanted(Self.aligned, arguments: options)
  }

  static let microsoft = """
    typedef float floats __attribute__((vector_size(16)));
    struct walk { __builtin_ms_va_list list; int *spare; int *buffer; };
    __attribute__((ms_abi)) __noinline static long take(int count, ...) {
      struct walk walk;
      int number = 3;
      walk.buffer = walk.spare = &number;
      __builtin_ms_va_start(walk.list, count);
      long sum = __builtin_va_arg(walk.list, int);
      double d = __builtin_va_arg(walk.list, double);
      struct pair pair = __builtin_va_arg(walk.list, struct pair);
      long double extended = __builtin_va_arg(walk.list, long double);
      floats vector = __builtin_va_arg(walk.list, floats);
      struct one one = __builtin_va_arg(walk.list, struct one);
      __builtin_ms_va_end(walk.list);
      CHECK(d); CHECK(pair); CHECK(vector); CHECK(one);
      kmsan_check_memory(&extended, 10);
      if (*walk.buffer != 3 || *walk.spare != 3) return 0;
      return sum + (long)d + pair.b + (long)extended + (long)vector[3] + one.value;
    }
    int main(void) {
      struct pair pair = {1, 2};
      struct one one = {3};
      floats vector = {1, 2, 3, 4};
      dirty();
    #ifdef PLANTED
      kmsan_poison_memory(&PLACE, sizeof(PLACE), 0);
    #endif
      return take(1, 1, 2.0, pair, 5.0L, vector, one) == 17 ? 0 : 9;
    }
    """

  @Test(arguments: ["pair", "vector", "one"], [[], ["--fast-path"]])
  func theConventionOfWindows(place: String, options: [String]) async throws {
    try await expectOnlyPlanted("#define PLACE \(place)\n" + Self.microsoft, arguments: options)
  }

  /// What the block has no room for is initialized; what it has room for is not lost for that.
  @Test func moreThanTheBlockHolds() async throws {
    try await expectOnlyPlanted(
      """
      __noinline static void take(int count, ...) {
        va_list list;
        va_start(list, count);
        for (int i = 0; i < count; i++) {
          struct large taken = va_arg(list, struct large);
          CHECK(taken);
        }
        va_end(list);
      }
      int main(void) {
        struct large clean = {{1}}, other = {{2}};
        dirty();
      #ifdef PLANTED
        kmsan_poison_memory(&other.v[10], sizeof(long), 0);
      #endif
        take(4, clean, other, clean, clean);
        return 0;
      }
      """)
  }

  /// A list that code which is not instrumented has started in a region.
  @Test func aListOfARegion() async throws {
    let result = try await runKernelProgram(
      Self.prelude + """
        #include <kmsan_region.h>
        __noinline static long sum(int count, va_list list) {
          long result = 0;
          while (count-- > 0) {
            struct pair pair = va_arg(list, struct pair);
            CHECK(pair);
            result += pair.b;
          }
          return result;
        }
        #define noinstr __attribute__((disable_sanitizer_instrumentation)) __noinline static
        noinstr long enter(int count, ...) {
          va_list list;
          __kmsan_region_begin();
          va_start(list, count);
          long result = sum(count, list);
          va_end(list);
          __kmsan_region_end();
          return result;
        }
        noinstr long call(void) {
          struct pair pair = {1, 2};
          return enter(6, pair, pair, pair, pair, pair, pair);
        }
        int main(void) { dirty(); return call() == 12 ? 0 : 9; }
        """)
    #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
  }

  static let mixture = """
    #include <kmsan_kernel.h>
    #include <stdarg.h>
    struct pair { long a, b; };
    void take(int count, ...);
    void leave(const struct pair *p);
    #ifdef CALLEE
    void take(int count, ...) {
      va_list list;
      va_start(list, count);
      for (int i = 0; i < count; i++) {
        struct pair pair = va_arg(list, struct pair);
        kmsan_check_memory(&pair, sizeof(pair));
      }
      va_end(list);
    }
    static void keep(int count, ...) { __asm__ volatile("" :: "r"(count)); }
    static void (*volatile keep_all)(int, ...) = keep;
    void leave(const struct pair *p) { keep_all(1, *p, *p, *p, *p, *p, *p, *p, *p, *p, *p, *p, *p); }
    #else
    int main(void) {
      struct pair *p = kmalloc(sizeof(*p), GFP_KERNEL), clean = {1, 2}, last = clean;
      leave(p);
    #ifdef PLANTED
      last = *p;
    #endif
      take(7, clean, clean, clean, clean, clean, last, clean);
      return 0;
    }
    #endif
    """

  /// Files of one kernel with and without vector registers.
  @Test(
    arguments: [
      ["-msse", "-mno-sse"], ["-mno-sse", "-msse"], ["-mno-sse", "-mno-sse"], ["-msse", "-msse"],
    ], [false, true])
  func filesWithAndWithoutVectorRegisters(flags: [String], isPlanted: Bool) async throws {
    try await withTemporaryFolder { folder in
      try folder.write(Self.mixture, to: "mixture.c")
      let root = Repository.root.path(percentEncoded: false)
      for (flag, definition) in [(flags[0], "CALLER"), (flags[1], "CALLEE")] {
        let result = try await run(
          [
            driver, "-O2", "-c", "mixture.c", "-I\(root)Sources/CRuntime/include",
            "-I\(root)Sources/CHostedPort/include", flag, "-D\(definition)", "-o",
            "\(definition).o",
          ] + (isPlanted ? ["-DPLANTED"] : []), in: folder)
        #expect(result.status == 0, "\(result.error)")
      }
      let result = try await run(
        [Products.path("kmsan"), "run", "CALLER.o", "CALLEE.o"], in: folder)
      #expect(kinds(result) == (isPlanted ? ["uninit-value"] : []), "\(result.error)")
    }
  }

  /// Objects of classes: empty ones take nothing in C, those that are not trivial are passed by address.
  static let classes = """
    #include <kmsan_kernel.h>
    #include <stdarg.h>
    struct empty {};
    struct counted {
      long value;
      counted(long v) : value(v) {}
      counted(const counted &other) : value(other.value) {}
      ~counted() {}
    };
    struct derived : empty { __int128 wide; };
    struct words { long a, b, c; };
    struct first { virtual long own() { return 0; } long pad; };
    struct second {
      virtual long add(int, ...) { return 0; }
      long pad;
    };
    struct both : first, second {
      long add(int count, ...) override;
    };
    __attribute__((noinline)) long both::add(int count, ...) {
      va_list list;
      va_start(list, count);
      long sum = 0;
      while (count-- > 0) {
        words w = va_arg(list, words);
        kmsan_check_memory(&w, sizeof(w));
        sum += w.a;
      }
      va_end(list);
      return sum;
    }
    __attribute__((noinline)) static long take(counted one, empty, counted two, int count, ...) {
      va_list list;
      va_start(list, count);
      long sum = one.value + two.value;
      while (count-- > 0) {
        (void)va_arg(list, empty);
        derived d = va_arg(list, derived);
        words w = va_arg(list, words);
        kmsan_check_memory(&d, sizeof(d));
        kmsan_check_memory(&w, sizeof(w));
        sum += (long)d.wide + w.b;
      }
      va_end(list);
      return sum;
    }
    static void keep(int count, ...) { asm volatile("" :: "r"(count)); }
    static void (*volatile keep_all)(int, ...) = keep;
    __attribute__((noinline)) static long call(second *object, words *w) {
      return object->add(3, w[0], w[1], w[2]);
    }
    int main() {
      words *p = (words *)kmalloc(4 * sizeof(words), GFP_KERNEL);
      keep_all(1, p[0], p[1], p[2], p[3], p[0], p[1], p[2], p[3]);
      derived d;
      d.wide = 7;
      words clean[3] = {{1, 1, 1}, {2, 2, 2}, {3, 3, 3}};
    #ifdef PLANTED
      clean[2] = p[2];
    #endif
      long sum = take(counted(1), empty(), counted(2), 2, empty(), d, clean[0], empty(), d, clean[1]);
      keep_all(1, p[0], p[1], p[2], p[3], p[0], p[1], p[2], p[3]);
      both object;
      sum += call(&object, clean);
      return sum == 26 ? 0 : 9;
    }
    """

  @Test(arguments: ["-O0", "-O2"], [false, true])
  func objectsOfClasses(level: String, isPlanted: Bool) async throws {
    try await withTemporaryFolder { folder in
      try folder.write(Self.classes, to: "classes.cpp")
      let root = Repository.root.path(percentEncoded: false)
      let compilation = try await run(
        [
          driver, level, "-c", "classes.cpp", "-fno-rtti", "-fno-exceptions", "-w", "-fpermissive",
          "-I\(root)Sources/CRuntime/include", "-I\(root)Sources/CHostedPort/include", "-o",
          "classes.o",
        ] + (isPlanted ? ["-DPLANTED"] : []), in: folder)
      #expect(compilation.status == 0, "\(compilation.error)")
      let result = try await run([Products.path("kmsan"), "run", "classes.o"], in: folder)
      #expect(kinds(result).isEmpty != isPlanted, "\(result.error)")
      #expect(isPlanted || result.status == 0, "\(result.error)")
    }
  }
}
