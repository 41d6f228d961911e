/* Freed memory goes to a process. */
#include <kmsan_case.h>

CASE(leak_after_free) {
  char *memory = malloc(64, M_TEMP, M_WAITOK | M_ZERO);
  void *user = user_memory(16);

  free(memory, M_TEMP); //~ freed: malloc
  copyout(OPAQUE(memory), user, 16); //~ report: kernel-infoleak-after-free, bytes 0-15 of 16, check copyout
}
