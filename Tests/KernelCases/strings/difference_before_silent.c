/* Strings that differ before the uninitialized bytes are decided before them.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

CASE(difference_before_silent) {
  char *name = malloc(16, M_TEMP, M_WAITOK);

  memcpy(name, "vtnet", 5);
  EXPECT(strncmp(name, "vtblk", 5) != 0); //~ silent
  EXPECT(strcmp(name, "em0") != 0); //~ silent
  free(name, M_TEMP);
}
