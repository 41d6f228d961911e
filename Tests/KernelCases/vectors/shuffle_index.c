/* The index of a shuffle was not set.
 *
 * Places: hosted
 */
#include <immintrin.h>

#include <kmsan_case.h>

__attribute__((target("ssse3")))
CASE(shuffle_index) {
  uint8_t *index = kmalloc(16, GFP_KERNEL); //~ created: malloc
  __m128i bytes = _mm_set_epi8(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
  __m128i shuffled;

  OPAQUE(index)[0] = 3;
  shuffled = _mm_shuffle_epi8(*OPAQUE(&bytes), _mm_loadu_si128((__m128i *)OPAQUE(index)));
  USE((_mm_cvtsi128_si32(shuffled) & 0xff) == 13);
  USE(_mm_cvtsi128_si32(shuffled) & 0xff00); //~ report: uninit-value
  kfree(index);
}
