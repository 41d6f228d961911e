// Processors' intrinsics on bits, and floating-point arithmetic, in programs: what decides by an uninitialized
// bit is reported, and what decides by other bits of the same value is not.

import Foundation
import TestSupport
import Testing

@Suite struct BitIntrinsicTests {
  /// Cases: the function's name says what must happen. `b`, `u`, `l`, `f`, `d` are the bytes of one new
  /// object as bytes and as numbers.
  static let head = """
    union cell { unsigned char b[16]; unsigned u[4]; unsigned long l[2]; float f[4]; double d[2]; };
    static union cell *renew(void) { return kmalloc(sizeof(union cell), GFP_KERNEL); }
    #define CASE(NAME, SET, ...) \\
      __attribute__((noinline, target(TARGET))) static void NAME(void) { \\
        union cell *cell = renew(); \\
        SET; \\
        __asm__ volatile("" : "+r"(cell)); \\
        unsigned *u = cell->u; unsigned long *l = cell->l; float *f = cell->f; double *d = cell->d; \\
        (void)u; (void)l; (void)f; (void)d; \\
        if (__VA_ARGS__) printk(" "); \\
      }
    #define B cell->b
    #define U cell->u
    #define BITS(FLOAT) ((union { float f; unsigned u; }){ .f = (FLOAT) }.u)

    """

  static let bits: [(name: String, set: String, expression: String)] = [
    ("silent_pext", "B[3] = 5", "(_pext_u32(*u, 0xff000000) & 0xff) == 5"),
    ("reported_pext", "B[0] = B[1] = B[2] = 1", "(_pext_u32(*u, 0xff000000) & 0xff) == 5"),
    ("silent_pext_64", "B[7] = 5", "_pext_u64(*l, 0xffUL << 56) == 5"),
    ("silent_pext_below_mask", "B[0] = 15", "(_pext_u32(5, *u) & 15) == 5"),
    ("reported_pext_mask", "B[0] = 15", "_pext_u32(~0u, *u) >> 4 & 1"),
    ("silent_pdep", "B[0] = 5", "_pdep_u32(*u, 0xff000000) >> 24 == 5"),
    ("reported_pdep", "B[1] = B[2] = B[3] = 1", "_pdep_u32(*u, 0xff000000) >> 24 == 5"),
    ("silent_pdep_below_mask", "B[0] = 15", "(_pdep_u32(5, *u) & 15) == 5"),
    ("reported_pdep_mask", "B[0] = 15", "_pdep_u32(~0u, *u) >> 8 & 1"),
    ("silent_bextr", "B[3] = 5", "_bextr_u32(*u, 24, 8) == 5"),
    ("reported_bextr", "B[0] = B[1] = B[2] = 1", "_bextr_u32(*u, 24, 8) == 5"),
    ("silent_bextr_zero", "B[1] = 8", "_bextr2_u32(0, *u) == 5"),
    ("reported_bextr_start", "B[1] = 8", "_bextr2_u32(0x1234567, *u) == 5"),
    ("reported_bextr_length", "B[0] = 4", "_bextr2_u32(0x1234567, *u) == 6"),
    ("silent_bextr_reserved", "B[0] = 4; B[1] = 8", "_bextr2_u32(0x1234567, *u) == 5"),
    ("silent_bzhi", "B[0] = 1", "_bzhi_u32(*u, 8) == 1"),
    ("silent_bzhi_reserved", "B[0] = 8", "_bzhi_u32(0x12345, *u) == 0x45"),
    ("reported_bzhi", "B[0] = 1", "_bzhi_u32(*u, 9) == 1"),
    ("reported_bzhi_index", "B[1] = 1", "_bzhi_u32(0x12345, *u) == 0x45"),
    ("silent_crc", "U[0] = 7", "_mm_crc32_u32(0, *u) & 1"),
    ("reported_crc", "B[0] = B[1] = B[2] = 1", "_mm_crc32_u32(0, *u) & 1"),
    ("silent_crc_shifted", "B[0] = B[1] = B[2] = 1", "_mm_crc32_u8(*u, 1) & 1"),
    ("reported_crc_shifted", "B[0] = B[1] = B[2] = 1", "_mm_crc32_u8(*u, 1) >> 16 & 1"),
    ("reported_crc_byte", "U[0] = 7", "_mm_crc32_u8(*u, B[4]) & 1"),
    ("reported_crc_16", "U[0] = 7", "_mm_crc32_u16(*u, u[1]) & 1"),
    ("silent_crc_64", "cell->l[0] = 7; U[2] = 9", "_mm_crc32_u64(u[2], *l) & 1"),
    ("reported_crc_64", "U[0] = 7", "_mm_crc32_u64(3, *l) & 1"),
    (
      "silent_carry", "B[0] = 250", "({ unsigned s; _addcarry_u32(1, *u, 1, &s); s & 255; }) == 252"
    ),
    (
      "reported_carry_sum", "B[0] = 250",
      "({ unsigned s; _addcarry_u32(1, *u, 6, &s); s >> 8 & 1; })"
    ),
    ("reported_carry", "B[0] = 250", "({ unsigned s; _addcarry_u32(1, *u, 1u << 31, &s); })"),
    ("silent_carry_out", "B[3] = 1", "({ unsigned s; _addcarry_u32(1, *u, 5, &s); })"),
    ("reported_carry_in", "U[0] = 7", "({ unsigned s; _addcarry_u32(B[4], *u, 5, &s); s & 1; })"),
    ("silent_borrow", "B[0] = 5", "({ unsigned s; _subborrow_u32(1, *u, 1, &s); s & 255; }) == 3"),
    ("reported_borrow", "B[0] = 5", "({ unsigned s; _subborrow_u32(1, *u, 9, &s); })"),
    ("silent_product_half", "cell->l[0] = 5", "(PRODUCT(1, 0x00))[0] == 5"),
    ("reported_product_half", "cell->l[0] = 5", "(PRODUCT(1, 0x01))[0] == 5"),
    ("silent_product_below", "B[0] = 5", "((PRODUCT(1, 0x00))[0] & 255) == 5"),
    ("silent_product_above", "cell->l[0] = 5; B[0] = B[15]", "(PRODUCT(1, 0x00))[0] >> 8 & 1"),
    (
      "reported_product_moved", "cell->l[0] = 5; B[0] = B[15]",
      "(PRODUCT(1L << 32, 0x00))[0] >> 32 & 1"
    ),
    (
      "reported_product_high", "cell->l[0] = 5; B[7] = B[15]",
      "(PRODUCT(1L << 32, 0x00))[1] & 1 << 24"
    ),
    ("silent_time", "", "__rdtsc() & 1"),
    ("silent_random", "U[0] = 0", "__builtin_ia32_rdrand32_step(u) & u[0] & 1"),
    ("silent_status", "", "_mm_getcsr() & 1"),
  ]

  static let floats: [(name: String, set: String, expression: String)] = [
    ("reported_to_integer", "U[0] = 0x4e812345; B[0] = B[15]", "((int)*f >> 8) & 0x7f"),
    ("reported_multiplied", "U[0] = 0x4e812345; B[0] = B[15]", "(BITS(*f * 3.0f) >> 12) & 0xff"),
    ("reported_added", "U[0] = 0x4e812345; B[0] = B[15]", "(BITS(*f + 3.0f) >> 12) & 0xff"),
    (
      "reported_narrowed", "U[0] = 1; U[1] = 0x3ff12345; B[3] = B[15]",
      "(BITS((float)*d) >> 20) & 0xff"
    ),
    ("reported_from_integer", "U[0] = 16; B[0] = B[15]", "(BITS((float)*u) >> 12) & 0xff"),
    (
      "reported_root", "U[0] = 0x4e812345; B[0] = B[15]",
      "(BITS(__builtin_elementwise_sqrt(*f)) >> 20) & 0xff"
    ),
    (
      "reported_rounded", "U[0] = 0x3f8fffff; B[0] = B[15]",
      "(BITS(__builtin_elementwise_rint(*f)) >> 20) & 0xff"
    ),
    (
      "reported_fused", "U[0] = 0x3f8fffff; B[0] = B[15]",
      "(BITS(__builtin_elementwise_fma(*f, 3.0f, 4.0f)) >> 20) & 0xff"
    ),
    ("reported_compared", "U[0] = 0x3f8fffff; B[0] = B[15]", "*f < 1.5f"),
    ("silent_magnitude", "U[0] = 0x3f800000 ^ (U[3] & 1u << 31)", "__builtin_fabsf(*f) == 1"),
    ("reported_sign", "U[0] = 0x3f800000 ^ (U[3] & 1u << 31)", "BITS(-*f) >> 31"),
    ("silent_below_sign", "U[0] = 0x3f800000 ^ (U[3] & 1u << 31)", "BITS(-*f) >> 20 & 1"),
    (
      "silent_copied_sign", "U[0] = 0x3f800000 ^ (U[3] & 1u << 31)",
      "__builtin_copysignf(*f, 2) == 1"
    ),
    ("silent_only_sign", "U[0] = 0x3f800000; B[0] = B[15]", "__builtin_copysignf(2, *f) == 2"),
    ("silent_computed", "U[0] = 0x3f800000", "*f * 3 + 2 > 4 && (int)*f == 1"),
    ("silent_other_lane", "U[0] = 0x3f800000", "((vector){ f[0], f[1] } * 3)[0] == 3"),
    ("reported_lane", "U[0] = 0x3f800000", "((vector){ f[0], f[1] } * 3)[1] == 3"),
  ]

  @Test(arguments: ["0", "2"])
  func bitsAreFollowed(level: String) async throws {
    try await check(
      Self.bits, target: "bmi,bmi2,crc32,pclmul,rdrnd,sse2", level: level,
      """
      // This header calls the C library's malloc(), which kernels do not have.
      #define __MM_MALLOC_H
      #include <immintrin.h>
      typedef long long pair __attribute__((vector_size(16)));
      #define PRODUCT(X, CHOICE) \\
        ((pair)_mm_clmulepi64_si128(((__m128i){ (X), 0 }), ((__m128i){ l[0], l[1] }), \\
                                    (CHOICE) << 4))

      """)
  }

  @Test(arguments: ["0", "2"])
  func floatingPointPoisonsWholeLanes(level: String) async throws {
    try await check(
      Self.floats, target: "sse2,sse4.1,fma", level: level,
      "typedef float vector __attribute__((vector_size(8)));\n")
  }

  private func check(
    _ cases: [(name: String, set: String, expression: String)], target: String, level: String,
    _ types: String
  ) async throws {
    let functions = cases.map { "CASE(\($0.name), \($0.set), \($0.expression))\n" }
    let calls = cases.map { "  \($0.name)();\n" }
    let source =
      "#define TARGET \"\(target)\"\n" + Self.head + types + functions.joined()
      + "int main(void) {\n" + calls.joined() + "  return 0;\n}\n"
    let result = try await runKernelProgram(source, ["-O", level])
    #expect(result.status == 2, "\(result.error)")
    for (name, _, _) in cases {
      let isReported = result.error.contains("BUG: KMSAN: uninit-value in \(name)+")
      #expect(isReported == name.hasPrefix("reported"), "\(name)")
    }
  }
}
