/* Whether two vectors have a bit in common is decided by a byte that was not set.
 *
 * Places: hosted
 */
#include <immintrin.h>

#include <kmsan_case.h>

__attribute__((target("sse4.1")))
CASE(tested) {
  uint8_t *bytes = kmalloc(16, GFP_KERNEL); //~ created: malloc
  __m128i bit = _mm_set_epi8(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0);

  OPAQUE(bytes)[0] = 1;
  USE(_mm_testz_si128(_mm_loadu_si128((__m128i *)OPAQUE(bytes)), *OPAQUE(&bit))); //~ report: uninit-value
  kfree(bytes);
}
