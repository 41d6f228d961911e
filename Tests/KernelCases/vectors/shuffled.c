/* A shuffle of bytes brings one that was not set to where it is used.
 *
 * Places: hosted
 */
#include <immintrin.h>

#include <kmsan_case.h>

__attribute__((target("ssse3")))
CASE(shuffled) {
  uint8_t *bytes = kmalloc(16, GFP_KERNEL); //~ created: malloc
  __m128i last = _mm_set1_epi8(15);
  __m128i shuffled;

  for (int i = 0; i < 15; i++)
    OPAQUE(bytes)[i] = 1;
  shuffled = _mm_shuffle_epi8(_mm_loadu_si128((__m128i *)OPAQUE(bytes)), *OPAQUE(&last));
  USE(_mm_cvtsi128_si32(shuffled) & 1); //~ report: uninit-value
  kfree(bytes);
}
