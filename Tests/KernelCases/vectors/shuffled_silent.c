/* A shuffle brings the only byte that was set to where it is used; an index of 128 or more brings 0.
 *
 * Places: hosted
 */
#include <immintrin.h>

#include <kmsan_case.h>

__attribute__((target("ssse3")))
CASE(shuffled_silent) {
  uint8_t *bytes = kmalloc(16, GFP_KERNEL);
  __m128i last = _mm_setr_epi8(15, -128, -1, 15, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
  __m128i shuffled;

  OPAQUE(bytes)[15] = 5;
  shuffled = _mm_shuffle_epi8(_mm_loadu_si128((__m128i *)OPAQUE(bytes)), *OPAQUE(&last));
  USE(_mm_cvtsi128_si32(shuffled) == 0x05000005); //~ silent
  EXPECT(_mm_cvtsi128_si32(shuffled) == 0x05000005);
  kfree(bytes);
}
