/* A handler is interrupted by another, which uses what the interrupted code allocated.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

static int depth_of_nested;

static void nest_once(void *memory) {
  if (depth_of_nested++ == 0)
    interrupt_raise(); //~ calls report
  else
    USE(*(int *)memory); //~ report: uninit-value
}

CASE(nested) {
  int *memory = kmalloc(sizeof(int), GFP_ATOMIC); //~ created: malloc

  depth_of_nested = 0;
  interrupt_register(nest_once, memory);
  interrupt_raise(); //~ calls report
  kfree(memory);
}
