/* Two equal blocks are compared, and one ends in bytes that nobody wrote. Their content is fixed, as it
 * decides how far the comparison goes.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

CASE(comparison) {
  char *key = malloc(16, M_TEMP, M_WAITOK | M_ZERO);
  char *other = malloc(16, M_TEMP, M_WAITOK | M_ZERO);

  kmsan_mark(other + 12, 4, KMSAN_STATE_UNINIT); //~ created: untyped
  memcmp(key, other, 16); //~ report: uninit-value, bytes 12-15 of 16, check memcmp
  free(key, M_TEMP);
  free(other, M_TEMP);
}
