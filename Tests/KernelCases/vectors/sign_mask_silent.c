/* A mask of signs: those that were set are used, and of numbers only the byte with the sign was set.
 *
 * Places: hosted
 */
#include <immintrin.h>

#include <kmsan_case.h>

CASE(sign_mask_silent) {
  uint8_t *bytes = kmalloc(16, GFP_KERNEL);
  __m128i vector;

  OPAQUE(bytes)[0] = 5;
  OPAQUE(bytes)[3] = 0x80;
  OPAQUE(bytes)[7] = 0x80;
  vector = _mm_loadu_si128((__m128i *)OPAQUE(bytes));
  USE(_mm_movemask_epi8(vector) & 1); //~ silent
  USE((_mm_movemask_ps(_mm_castsi128_ps(vector)) & 3) == 3); //~ silent
  USE(_mm_movemask_pd(_mm_castsi128_pd(vector)) & 1); //~ silent
  kfree(bytes);
}
