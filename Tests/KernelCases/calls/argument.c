/* A plain argument that nobody set is reported where it is passed: C promises the callee that it is
 * there.
 */
#include <kmsan_case.h>

static __noinline int twice(int number) { return number * 2; }

CASE(argument) {
  int *number = kmalloc(sizeof(*number), GFP_KERNEL); //~ created: malloc

  USE(twice(*OPAQUE(number))); //~ report: uninit-value
  kfree(number);
}
