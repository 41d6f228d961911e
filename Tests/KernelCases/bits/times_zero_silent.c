/* What is multiplied by a known zero is zero. */
#include <kmsan_case.h>

CASE(times_zero_silent) {
  static int zero;
  int *number = kmalloc(sizeof(*number), GFP_KERNEL);

  USE(*OPAQUE(number) * *OPAQUE(&zero)); //~ silent
  kfree(number);
}
