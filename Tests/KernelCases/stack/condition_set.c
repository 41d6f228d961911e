/* The same local variable is set on the way that is taken. */
#include <kmsan_case.h>

static __noinline void find_set_size(int kind, int *size) {
  if (kind == 1)
    *size = 16;
}

CASE(condition_set) {
  int size;

  find_set_size(OPAQUE(1), &size);
  USE(size > 8); //~ silent
}
