/* The length of a string without its terminating zero depends on what lies behind it.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

CASE(length) {
  char *name = malloc(8, M_TEMP, M_WAITOK);

  memcpy(name, "em0", 4);
  kmsan_mark(name + 3, 1, KMSAN_STATE_UNINIT); //~ created: untyped
  strlen(name); //~ report: uninit-value, byte 3 of 4, check strlen
  free(name, M_TEMP);
}
