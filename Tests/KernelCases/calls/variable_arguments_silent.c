/* A list of numbers in registers and on the stack, after calls that left other lists there. */
#include <kmsan_case.h>

static __noinline long sum_of_list(int count, ...) {
  va_list list, copy;
  long sum = 0;

  va_start(list, count);
  va_copy(copy, list);
  for (int i = 0; i < count; i++)
    sum += va_arg(list, long);
  USE(va_arg(copy, long)); //~ silent
  va_end(copy);
  va_end(list);
  return sum;
}

struct leftover {
  long words[8];
};

static __noinline void take_leftovers(int count, ...) { __asm__ volatile("" : : "r"(count)); }

CASE(variable_arguments_silent) {
  struct leftover *leftover = kmalloc(sizeof(*leftover), GFP_KERNEL);

  take_leftovers(2, *OPAQUE(leftover), *OPAQUE(leftover));
  USE(sum_of_list(10, 1l, 2l, 3l, 4l, 5l, 6l, 7l, 8l, 9l, 10l) == 55); //~ silent
  EXPECT(sum_of_list(3, 1l, 2l, 3l) == 6);
  kfree(leftover);
}
