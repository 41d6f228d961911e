/* One of eight bytes whose differences are added up was not set.
 *
 * Places: hosted
 */
#include <immintrin.h>

#include <kmsan_case.h>

CASE(differences) {
  uint8_t *bytes = kmalloc(16, GFP_KERNEL); //~ created: malloc
  __m128i sums;

  for (int i = 0; i < 16; i++)
    if (i != 7)
      OPAQUE(bytes)[i] = 1;
  sums = _mm_sad_epu8(_mm_loadu_si128((__m128i *)OPAQUE(bytes)), _mm_setzero_si128());
  USE(_mm_cvtsi128_si32(_mm_srli_si128(sums, 8)) == 8);
  USE(_mm_cvtsi128_si32(sums) & 1); //~ report: uninit-value
  kfree(bytes);
}
