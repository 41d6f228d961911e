/* The amount of a shift was not set.
 *
 * Places: hosted
 */
#include <immintrin.h>

#include <kmsan_case.h>

CASE(shifted_lanes) {
  uint64_t *amount = kmalloc(16, GFP_KERNEL); //~ created: malloc
  __m128i words = _mm_set1_epi16(3);
  __m128i shifted;

  ((uint8_t *)OPAQUE(amount))[0] = 2;
  shifted = _mm_sll_epi16(*OPAQUE(&words), _mm_loadu_si128((__m128i *)OPAQUE(amount)));
  USE(_mm_cvtsi128_si32(shifted)); //~ report: uninit-value
  kfree(amount);
}
