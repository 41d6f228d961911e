// What intrinsics of x86 read from memory and write to it, as programs see it: the rules of
// Visitors/X86Memory.swift on a processor.

import Differential
import Foundation
import HostedRun
import KernelCompilation
import TestSupport
import Testing

@Suite struct X86MemoryTests {
  static let source = #"""
    #include <sanitizer_common/tests/sanitizer_test_utils.h>
    #include <sanitizer/msan_interface.h>
    #include <immintrin.h>
    #define AVX2 __attribute__((noinline, target("avx2")))

    TEST(ControlRegister, IsInitializedAndMustBe) {
      unsigned value;
      __msan_poison(&value, sizeof(value));
      value = _mm_getcsr();
      EXPECT_EQ(-1, __msan_test_shadow(&value, sizeof(value)));
      unsigned shadow = 1 << 20;
      __msan_partial_poison(&value, &shadow, sizeof(value));
      __msan_set_origin(&value, sizeof(value), 77);
      __msan_set_expect_umr(1);
      _mm_setcsr(value);
      __msan_set_expect_umr(0);
      EXPECT_TRUE(__msan_origin_is_descendant_or_same(__msan_get_umr_origin(), 77));
    }

    __attribute__((noinline, target("fxsr"))) static void save(char *to) { _fxsave64(to); }
    TEST(State, IsInitialized) {
      alignas(16) char state[520];
      __msan_poison(state, sizeof(state));
      save(state);
      EXPECT_EQ(512, __msan_test_shadow(state, sizeof(state)));
    }

    __attribute__((noinline, target("sse3"))) static void load(const char *from, __m128i *to) {
      *to = _mm_lddqu_si128((const __m128i *)from);
    }
    TEST(Load, CarriesShadow) {
      char bytes[17] = {};
      __msan_poison(bytes + 4, 1);
      __m128i loaded;
      load(bytes + 1, &loaded);
      EXPECT_EQ(3, __msan_test_shadow(&loaded, 16));
      __msan_unpoison(bytes, 17);
      load(bytes + 1, &loaded);
      EXPECT_EQ(-1, __msan_test_shadow(&loaded, 16));
    }

    AVX2 static void store(int *to, const int *mask, const int *from) {
      _mm_maskstore_epi32(to, *(const __m128i *)mask, *(const __m128i *)from);
    }
    AVX2 static void load(const int *from, const int *mask, int *to) {
      *(__m128i *)to = _mm_maskload_epi32(from, *(const __m128i *)mask);
    }
    static void storeBytes(char *to, const char *mask, const char *from) {
      _mm_maskmoveu_si128(*(const __m128i *)from, *(const __m128i *)mask, to);
    }

    struct Lanes : testing::Test {
      alignas(16) int from[4] = {1, 2, 3, 4}, mask[4] = {-1, 1, -1, 0}, to[4] = {};
      void SetUp() override {
        if (!__builtin_cpu_supports("avx2")) GTEST_SKIP() << "no AVX2";
      }
    };
    TEST_F(Lanes, ChosenOnesAreStored) {
      __msan_poison(to, 8);
      __msan_poison(from + 2, 8);
      store(to, mask, from);
      EXPECT_EQ(-1, __msan_test_shadow(to, 4));
      EXPECT_EQ(0, __msan_test_shadow(to + 1, 4));
      EXPECT_EQ(0, __msan_test_shadow(to + 2, 4));
      EXPECT_EQ(-1, __msan_test_shadow(to + 3, 4));
    }
    TEST_F(Lanes, ChosenOnesAreLoaded) {
      __msan_poison(from + 1, 8);
      load(from, mask, to);
      EXPECT_EQ(-1, __msan_test_shadow(to, 8));
      EXPECT_EQ(0, __msan_test_shadow(to + 2, 4));
      EXPECT_EQ(-1, __msan_test_shadow(to + 3, 4));
    }
    TEST_F(Lanes, OnlySignsChoose) {
      unsigned low = 0x7fffffff, sign = 0x80000000;
      __msan_partial_poison(mask, &low, 4);
      load(from, mask, to);
      __msan_partial_poison(mask, &sign, 4);
      __msan_set_expect_umr(1);
      load(from, mask, to);
      __msan_set_expect_umr(0);
      __msan_set_expect_umr(1);
      store(to, mask, from);
      __msan_set_expect_umr(0);
    }
    TEST_F(Lanes, ChosenBytesAreStored) {
      alignas(16) char data[16] = {}, bits[16] = {-1, 0, -1}, target[16];
      __msan_poison(target, 16);
      __msan_poison(data + 2, 1);
      storeBytes(target, bits, data);
      EXPECT_EQ(-1, __msan_test_shadow(target, 1));
      EXPECT_EQ(0, __msan_test_shadow(target + 1, 1));
      EXPECT_EQ(0, __msan_test_shadow(target + 2, 1));
    }

    """#

  @Test func shadowTravelsWithTheBytes() async throws {
    let results = try await withTemporaryFolder { folder in
      try folder.write(Self.source, to: "a.cpp")
      let suite = UnitTestSuite(project: try ProjectFiles(programDirectory: Products.directory))
      return try await suite.run(folder.appending(path: "a.cpp").path)
    }
    #expect(results.count == 14)
    let summary = UnitTestSummary(results)
    #expect(summary.unexplained(with: .ours).isEmpty, "\(summary.text)")
  }
}
