/* A byte was not set whose sign is a bit of a mask.
 *
 * Places: hosted
 */
#include <immintrin.h>

#include <kmsan_case.h>

CASE(sign_mask) {
  uint8_t *bytes = kmalloc(16, GFP_KERNEL); //~ created: malloc
  int mask;

  for (int i = 1; i < 16; i++)
    OPAQUE(bytes)[i] = 0x80;
  mask = _mm_movemask_epi8(_mm_loadu_si128((__m128i *)OPAQUE(bytes)));
  USE(mask & 2);
  USE(mask & 1); //~ report: uninit-value
  kfree(bytes);
}
