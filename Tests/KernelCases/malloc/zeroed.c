/* With M_ZERO all bytes are initialized. */
#include <kmsan_case.h>

CASE(zeroed) {
  char *memory = malloc(100, M_TEMP, M_WAITOK | M_ZERO);

  kmsan_check(memory, 100, "all of it"); //~ silent
  USE(memory[99]);
  free(memory, M_TEMP);
}
