/* Bytes behind the terminating zero do not count.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

CASE(length_silent) {
  char *name = malloc(8, M_TEMP, M_WAITOK);

  memcpy(name, "em0", 4);
  EXPECT(strlen(name) == 3); //~ silent
  EXPECT(strnlen(name, 2) == 2);
  free(name, M_TEMP);
}
