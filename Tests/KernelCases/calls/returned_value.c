/* A plain value that nobody set is returned, and used by the caller. */
#include <kmsan_case.h>

static __noinline int first_of(const int *numbers) { return numbers[0]; }

CASE(returned_value) {
  int *numbers = kmalloc(sizeof(*numbers), GFP_KERNEL); //~ created: malloc

  USE(first_of(OPAQUE(numbers))); //~ report: uninit-value
  kfree(numbers);
}
