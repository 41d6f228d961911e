/* The uninitialized value is not the one that is chosen, and nobody looks at it. */
#include <kmsan_case.h>

static __noinline int choose_other(int which, const int *values) {
  int a = values[0], b = values[1], c = values[2];

  return which == 0 ? a : which == 1 ? b : c;
}

CASE(chosen_value_silent) {
  int values[3];

  values[0] = 1;
  values[2] = 3;
  USE(choose_other(0, OPAQUE(&values[0]))); //~ silent
  USE(choose_other(2, OPAQUE(&values[0])));
}
