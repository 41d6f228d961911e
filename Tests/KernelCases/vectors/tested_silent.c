/* Tests that bytes which were set decide.
 *
 * Places: hosted
 */
#include <immintrin.h>

#include <kmsan_case.h>

__attribute__((target("sse4.1")))
CASE(tested_silent) {
  uint8_t *bytes = kmalloc(16, GFP_KERNEL);
  __m128i first = _mm_set_epi8(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4);
  __m128i all = _mm_set1_epi8(-1);
  __m128i vector;

  OPAQUE(bytes)[0] = 3;
  vector = _mm_loadu_si128((__m128i *)OPAQUE(bytes));
  USE(_mm_testz_si128(vector, *OPAQUE(&first))); //~ silent
  USE(_mm_testz_si128(vector, *OPAQUE(&all))); //~ silent
  USE(_mm_testc_si128(vector, *OPAQUE(&all))); //~ silent
  EXPECT(_mm_testz_si128(vector, *OPAQUE(&first)) == 1);
  kfree(bytes);
}
