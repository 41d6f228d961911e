/* Products of what was set; and of what was not, with 0.
 *
 * Places: hosted
 */
#include <immintrin.h>

#include <kmsan_case.h>

__attribute__((target("ssse3")))
CASE(multiplied_pairs_silent) {
  uint8_t *bytes = kmalloc(16, GFP_KERNEL);
  int16_t *words = kmalloc(16, GFP_KERNEL);
  __m128i factors = _mm_set_epi16(0, 0, 0, 0, 0, 0, 0, 3);
  __m128i ones = _mm_set1_epi8(1);
  __m128i sums;

  OPAQUE(bytes)[0] = OPAQUE(bytes)[1] = 1;
  sums = _mm_maddubs_epi16(_mm_loadu_si128((__m128i *)OPAQUE(bytes)), *OPAQUE(&ones));
  USE((_mm_cvtsi128_si32(sums) & 0xffff) == 2); //~ silent
  OPAQUE(words)[0] = 7;
  sums = _mm_madd_epi16(_mm_loadu_si128((__m128i *)OPAQUE(words)), *OPAQUE(&factors));
  USE(_mm_cvtsi128_si32(sums) == 21); //~ silent
  EXPECT(_mm_cvtsi128_si32(sums) == 21);
  kfree(words);
  kfree(bytes);
}
