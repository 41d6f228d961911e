/* Two blocks are compared, and one ends in bytes that nobody wrote.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

CASE(comparison) {
  char *key = malloc(16, M_TEMP, M_WAITOK | M_ZERO);
  char *other = malloc(16, M_TEMP, M_WAITOK); //~ created: malloc

  memset(other, 0, 12);
  memcmp(key, other, 16); //~ report: uninit-value, bytes 12-15 of 16, check memcmp
  free(key, M_TEMP);
  free(other, M_TEMP);
}
