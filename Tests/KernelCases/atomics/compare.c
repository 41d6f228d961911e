/* atomic(9): a state that nobody set is compared, and half of it was written.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

CASE(compare) {
  uint64_t *state = malloc(sizeof(*state), M_TEMP, M_WAITOK); //~ created: malloc

  *(uint32_t *)OPAQUE(state) = 1;
  atomic_cmpset_64(state, 1, 2); //~ report: uninit-value, bytes 4-7 of 8, check atomic_cmpset
  free(state, M_TEMP);
}
