/* Numbers are rounded and converted lane by lane; the least byte of one was not set.
 *
 * Places: hosted
 */
#include <immintrin.h>

#include <kmsan_case.h>

__attribute__((target("sse4.1")))
CASE(converted_lanes) {
  float *numbers = kmalloc(16, GFP_KERNEL); //~ created: malloc
  __m128i converted;

  OPAQUE(numbers)[0] = 2.5f;
  OPAQUE(numbers)[1] = 7.0f;
  ((uint8_t *)OPAQUE(numbers))[4] = *(uint8_t *)OPAQUE(&OPAQUE(numbers)[2]); //~ stored
  converted = _mm_cvttps_epi32(_mm_floor_ps(_mm_loadu_ps(OPAQUE(numbers))));
  USE(_mm_cvtsi128_si32(converted) == 2);
  USE(_mm_extract_epi32(converted, 1) == 7); //~ report: uninit-value
  kfree(numbers);
}
