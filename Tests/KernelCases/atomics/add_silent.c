/* atomic(9): the counter is set first, by an atomic store.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

CASE(add_silent) {
  unsigned long *counter = malloc(sizeof(*counter), M_TEMP, M_WAITOK);

  atomic_store_long(counter, 1);
  atomic_add_long(counter, 2); //~ silent
  USE(atomic_fetchadd_long(counter, 4) == 3); //~ silent
  EXPECT(atomic_load_acq_long(counter) == 7);
  free(counter, M_TEMP);
}
