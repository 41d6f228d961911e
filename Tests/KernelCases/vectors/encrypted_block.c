/* A byte that was not set reaches all of a block that is encrypted; a key reaches what it is added to.
 *
 * Places: hosted
 */
#include <immintrin.h>

#include <kmsan_case.h>

__attribute__((target("aes,sse4.1")))
CASE(encrypted_block) {
  uint8_t *block = kmalloc(32, GFP_KERNEL); //~ created: malloc
  __m128i state = _mm_set1_epi8(1);
  __m128i encrypted;

  for (int i = 0; i < 31; i++)
    OPAQUE(block)[i] = i;
  encrypted = _mm_aesenc_si128(
      _mm_loadu_si128((__m128i *)OPAQUE(block)), _mm_loadu_si128((__m128i *)OPAQUE(block) + 1));
  USE(_mm_cvtsi128_si32(encrypted));
  encrypted = _mm_aesenc_si128(_mm_loadu_si128((__m128i *)OPAQUE(block) + 1), *OPAQUE(&state));
  USE(_mm_cvtsi128_si32(encrypted)); //~ report: uninit-value
  kfree(block);
}
