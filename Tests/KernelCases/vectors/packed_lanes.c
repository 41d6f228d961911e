/* A pack saturates a word whose high byte was not set: its low byte may become 0 or 255.
 *
 * Places: hosted
 */
#include <immintrin.h>

#include <kmsan_case.h>

CASE(packed_lanes) {
  uint8_t *bytes = kmalloc(16, GFP_KERNEL); //~ created: malloc
  __m128i packed;

  for (int i = 0; i < 16; i++)
    if (i != 1)
      OPAQUE(bytes)[i] = 1;
  packed = _mm_packus_epi16(_mm_loadu_si128((__m128i *)OPAQUE(bytes)), _mm_setzero_si128());
  USE(_mm_cvtsi128_si32(packed) & 1); //~ report: uninit-value
  kfree(bytes);
}
