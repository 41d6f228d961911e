/* A product of a byte that was not set is part of a sum.
 *
 * Places: hosted
 */
#include <immintrin.h>

#include <kmsan_case.h>

__attribute__((target("ssse3")))
CASE(multiplied_pairs) {
  uint8_t *bytes = kmalloc(16, GFP_KERNEL); //~ created: malloc
  __m128i ones = _mm_set1_epi8(1);
  __m128i sums;

  for (int i = 0; i < 16; i++)
    if (i != 1)
      OPAQUE(bytes)[i] = 1;
  sums = _mm_maddubs_epi16(_mm_loadu_si128((__m128i *)OPAQUE(bytes)), *OPAQUE(&ones));
  USE(_mm_cvtsi128_si32(sums) >> 16 == 2);
  USE(_mm_cvtsi128_si32(sums) & 1); //~ report: uninit-value
  kfree(bytes);
}
