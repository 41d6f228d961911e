/* atomic(9): the first swap returns what nobody has set.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

CASE(swap_of_unset) {
  unsigned *owner = malloc(sizeof(*owner), M_TEMP, M_WAITOK); //~ created: malloc

  atomic_swap_int(owner, 1); //~ report: uninit-value, bytes 0-3 of 4, check atomic_swap
  EXPECT(atomic_swap_int(owner, 2) == 1);
  free(owner, M_TEMP);
}
