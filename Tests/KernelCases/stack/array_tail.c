/* A loop reads one element more of an array than another has written. */
#include <kmsan_case.h>

static __noinline void fill(int *numbers, int count) {
  for (int i = 0; i < count; i++)
    numbers[i] = i;
}

static __noinline int count_large(const int *numbers, int count) {
  int large = 0;

  for (int i = 0; i < count; i++)
    if (OPAQUE(numbers)[i] > 2) //~ report: uninit-value
      large++;
  return large;
}

CASE(array_tail) {
  int numbers[8]; //~ created: local numbers

  fill(numbers, 7);
  USE(count_large(numbers, 8)); //~ calls report
}
