/* Numbers are compared lane by lane, and the result of one that was not set is used.
 *
 * Places: hosted
 */
#include <immintrin.h>

#include <kmsan_case.h>

CASE(compared_lanes) {
  float *numbers = kmalloc(16, GFP_KERNEL); //~ created: malloc
  __m128 less;

  OPAQUE(numbers)[0] = 1;
  less = _mm_cmplt_ps(_mm_loadu_ps(OPAQUE(numbers)), _mm_set1_ps(2));
  USE(_mm_movemask_ps(less) & 1);
  USE(_mm_comilt_ss(_mm_loadu_ps(OPAQUE(numbers)), _mm_set_ss(2)));
  USE(_mm_movemask_ps(less) & 2); //~ report: uninit-value
  kfree(numbers);
}
