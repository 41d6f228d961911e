/* A branch depends on a local variable that was set in another case only. */
#include <kmsan_case.h>

static __noinline void find_size(int kind, int *size) {
  if (kind == 1)
    *size = 16;
}

CASE(condition) {
  int size; //~ created: local size

  find_size(OPAQUE(2), &size);
  USE(size > 8); //~ report: uninit-value
}
