/* A string is copied into memory that nobody has written: its bytes and the zero are initialized then.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

CASE(copied_name_silent) {
  char *copy = malloc(16, M_TEMP, M_WAITOK);

  strcpy(copy, "vtnet0");
  kmsan_check(copy, 7, "name"); //~ silent
  EXPECT(strlcpy(copy, "em1", 16) == 3 && strlen(copy) == 3); //~ silent
  free(copy, M_TEMP);
}
