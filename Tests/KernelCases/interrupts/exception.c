/* The handler of an exception uses uninitialized memory.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

static void use_in_exception(void *memory) {
  USE(*(int *)memory); //~ report: uninit-value
}

CASE(exception) {
  int *memory = kmalloc(sizeof(int), GFP_KERNEL); //~ created: malloc

  machine_exception(use_in_exception, memory); //~ calls report
  kfree(memory);
}
