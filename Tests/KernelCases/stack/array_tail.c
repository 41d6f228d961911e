/* A loop reads one element more of an array than another has written. */
#include <kmsan_case.h>

static __noinline void fill(int *numbers, int count) {
  for (int i = 0; i < count; i++)
    numbers[i] = i;
}

static __noinline void look_for_large(const int *numbers, int count) {
  for (int i = 0; i < count; i++)
    USE(numbers[i] > 20); //~ report: uninit-value
}

CASE(array_tail) {
  int numbers[8]; //~ created: local numbers

  fill(numbers, 7);
  look_for_large(OPAQUE(&numbers[0]), 8); //~ calls report
}
