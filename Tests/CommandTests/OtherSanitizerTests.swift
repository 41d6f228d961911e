// Programs with the checks of clang's other sanitizers, or with its coverage: they hide no report, and add
// none. Linux has the former by CONFIG_UBSAN and CONFIG_UBSAN_INTEGER_WRAP, the latter by CONFIG_KCOV.

import Foundation
import TestSupport
import Testing

@Suite struct OtherSanitizerTests {
  /// Uses what was computed from uninitialized values when it has an argument; else copies it only.
  static let program = """
    #include <kmsan_kernel.h>
    #define NEW(TYPE) ((TYPE *)kmalloc(sizeof(TYPE), GFP_KERNEL))
    #define F(TYPE, NAME, EXPRESSION) \\
      __attribute__((noinline)) static TYPE NAME(TYPE *p, TYPE n) { return EXPRESSION; }
    F(int, sum, *p + n)
    F(int, difference, *p - n)
    F(int, product, *p * n)
    F(int, negated, -*p)
    F(unsigned, unsigned_sum, *p + n)
    F(unsigned, unsigned_difference, *p - n)
    F(long, long_product, *p * n)
    F(int, shifted, *p >> n)
    F(int, quotient, *p / n)
    F(int, narrowed, (signed char)*p)
    F(int, unsign, (int)(unsigned)*p)
    F(float, converted, (float)(int)*p)
    struct counted { int count; int items[] __attribute__((counted_by(count))); };
    __attribute__((noinline)) static int item(struct counted *c, int i) { return c->items[i]; }
    __attribute__((noinline)) static int element(const int *p, int i) {
      int local[4];
      for (int j = 0; j < 4; j++) local[j] = p[j];
      return local[i & 3];
    }
    static int copies[16];
    #define CHECK(I, EXPRESSION) { int r = (EXPRESSION); if (argc > 1 && r & 1) printk("\\n"); copies[I] = r; }
    int main(int argc, char **argv) {
      struct counted *counted = kmalloc(sizeof(*counted) + 16, GFP_KERNEL);
      counted->count = 4;
      CHECK(0, sum(NEW(int), 3))
      CHECK(1, difference(NEW(int), 3))
      CHECK(2, product(NEW(int), 3))
      CHECK(3, negated(NEW(int), 0))
      CHECK(4, unsigned_sum(NEW(unsigned), 3))
      CHECK(5, unsigned_difference(NEW(unsigned), 3))
      CHECK(6, long_product(NEW(long), 3))
      CHECK(7, shifted(NEW(int), 3))
      CHECK(8, quotient(NEW(int), 3))
      CHECK(9, narrowed(NEW(int), 0))
      CHECK(10, unsign(NEW(int), 0))
      CHECK(11, converted(NEW(float), 0) != 0)
      CHECK(12, item(counted, 2))
      CHECK(13, element(kmalloc(16, GFP_KERNEL), 2))
      return 0;
    }
    """
  static let useCount = 14

  /// What clang's checks and coverage call. Each only stores what it is given.
  static let handlers: String = {
    let withValues = [
      "add_overflow", "sub_overflow", "mul_overflow", "negate_overflow", "divrem_overflow",
      "shift_out_of_bounds", "out_of_bounds", "implicit_conversion", "float_cast_overflow",
      "load_invalid_value", "type_mismatch_v1", "pointer_overflow", "local_out_of_bounds",
    ].map { "void __ubsan_handle_\($0)(void *d, long a, long b) { sink = a; sink = b; }" }
    let comparisons = [("1", "char"), ("2", "short"), ("4", "int"), ("8", "long")].flatMap {
      (size, type) in
      ["cmp", "const_cmp"].map {
        "void __sanitizer_cov_trace_\($0)\(size)(\(type) a, \(type) b) { sink = a; sink = b; }"
      }
    }
    let others = [
      "trace_pc(void) {}", "trace_switch(long v, long *cases) { sink = v; }",
      "trace_div4(int v) { sink = v; }", "trace_div8(long v) { sink = v; }",
      "8bit_counters_init(char *start, char *end) {}", "pcs_init(long *start, long *end) {}",
    ].map { "void __sanitizer_cov_\($0)" }
    return (["static volatile long sink;"] + withValues + comparisons + others)
      .joined(separator: "\n")
  }()

  static let flags: [[String]] = [
    ["-fwrapv", "-fsanitize=signed-integer-overflow"],
    ["-fsanitize=unsigned-integer-overflow,unsigned-shift-base"],
    ["-fsanitize=undefined"],
    ["-fsanitize=undefined,integer,implicit-conversion,local-bounds"],
    ["-fsanitize-coverage=trace-pc,trace-cmp,trace-div"],
    ["-fsanitize-coverage=inline-8bit-counters,pc-table"],
  ]

  @Test(arguments: flags, ["-O0", "-O2"])
  func reportsStayTheSame(flags: [String], level: String) async throws {
    try await withTemporaryFolder { folder in
      try folder.write(Self.program, to: "a.c")
      try folder.write(Self.handlers, to: "handlers.c")
      let root = Repository.root.path(percentEncoded: false)
      let headers = ["-I\(root)Sources/CRuntime/include", "-I\(root)Sources/CHostedPort/include"]
      for line in [[level] + flags + ["a.c"], ["-O1", "handlers.c"]] {
        let result = try await run(
          [Products.path("kmsan-cc"), "-g", "-c"] + headers + line, in: folder)
        #expect(result.status == 0, "\(result.error)")
      }
      let objects = [Products.path("kmsan"), "run", "a.o", "handlers.o"]
      let copying = try await run(objects, in: folder)
      #expect(copying.status == 0, "\(copying.error)")
      let using = try await run(objects + ["--", "use"], in: folder)
      #expect(using.status == 2)
      #expect(kinds(using).count == Self.useCount, "\(using.error)")
    }
  }
}
