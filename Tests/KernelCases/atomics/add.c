/* atomic(9): a counter that nobody set is increased.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

CASE(add) {
  unsigned *counter = malloc(sizeof(*counter), M_TEMP, M_WAITOK); //~ created: malloc

  atomic_add_int(counter, 1); //~ report: uninit-value, bytes 0-3 of 4, check atomic_add
  free(counter, M_TEMP);
}
