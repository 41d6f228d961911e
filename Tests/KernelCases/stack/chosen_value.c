/* A value that is chosen without a branch is uninitialized where the choice is. */
#include <kmsan_case.h>

static __noinline int choose_value(bool wants_first, const int *first, const int *second) {
  int a = *first, b = *second;

  return wants_first ? a : b;
}

CASE(chosen_value) {
  int first, second = 2; //~ created: local first
  int *known = OPAQUE(&second), *unknown = OPAQUE(&first);

  USE(choose_value(false, unknown, known));
  USE(choose_value(true, unknown, known)); //~ report: uninit-value
}
