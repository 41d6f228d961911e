/* Packs of words that were set, beside words that were not; and a word that saturates whatever its low
 * byte is.
 *
 * Places: hosted
 */
#include <immintrin.h>

#include <kmsan_case.h>

__attribute__((target("sse4.1")))
CASE(packed_lanes_silent) {
  int16_t *words = kmalloc(16, GFP_KERNEL);
  int32_t *longs = kmalloc(16, GFP_KERNEL);
  __m128i packed;

  OPAQUE(words)[0] = 5;
  ((uint8_t *)OPAQUE(words))[3] = 0x7f;
  packed = _mm_packus_epi16(_mm_loadu_si128((__m128i *)OPAQUE(words)), _mm_setzero_si128());
  USE((_mm_cvtsi128_si32(packed) & 0xffff) == 0xff05); //~ silent
  packed = _mm_packs_epi16(_mm_setzero_si128(), _mm_loadu_si128((__m128i *)OPAQUE(words)));
  USE((_mm_extract_epi32(packed, 2) & 0xffff) == 0x7f05); //~ silent
  OPAQUE(longs)[1] = -70000;
  packed = _mm_packs_epi32(_mm_loadu_si128((__m128i *)OPAQUE(longs)), _mm_setzero_si128());
  USE(_mm_extract_epi16(packed, 1) == 0x8000); //~ silent
  packed = _mm_packus_epi32(_mm_loadu_si128((__m128i *)OPAQUE(longs)), _mm_setzero_si128());
  USE(_mm_extract_epi16(packed, 1) == 0); //~ silent
  kfree(longs);
  kfree(words);
}
