/* Shifts that leave nothing of what was not set: by too much, or of all other bits out of the lane. Of an
 * amount in a vector only the low half counts.
 *
 * Places: hosted
 */
#include <immintrin.h>

#include <kmsan_case.h>

CASE(shifted_lanes_silent) {
  uint16_t *words = kmalloc(16, GFP_KERNEL);
  uint64_t *amount = kmalloc(16, GFP_KERNEL);
  __m128i vector, shifted;
  int eight = 8;

  ((uint8_t *)OPAQUE(words))[1] = 0x12;
  vector = _mm_loadu_si128((__m128i *)OPAQUE(words));
  shifted = _mm_srli_epi16(vector, *OPAQUE(&eight));
  USE((_mm_cvtsi128_si32(shifted) & 0xffff) == 0x12); //~ silent
  OPAQUE(amount)[0] = 16;
  shifted = _mm_sll_epi16(vector, _mm_loadu_si128((__m128i *)OPAQUE(amount)));
  USE(_mm_cvtsi128_si32(shifted)); //~ silent
  OPAQUE(amount)[0] = 1;
  ((uint8_t *)OPAQUE(words))[0] = 0x81;
  vector = _mm_loadu_si128((__m128i *)OPAQUE(words));
  shifted = _mm_sra_epi16(vector, _mm_loadu_si128((__m128i *)OPAQUE(amount)));
  USE((_mm_cvtsi128_si32(shifted) & 0xffff) == 0x0940); //~ silent
  EXPECT((_mm_cvtsi128_si32(shifted) & 0xffff) == 0x0940);
  kfree(amount);
  kfree(words);
}
