/* A handler uses memory that the interrupted code had just allocated.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

static void use_in_handler(void *memory) {
  USE(*(int *)memory); //~ report: uninit-value
}

CASE(handler) {
  int *memory = kmalloc(sizeof(int), GFP_ATOMIC); //~ created: malloc

  interrupt_register(use_in_handler, memory);
  interrupt_raise(); //~ calls report
  kfree(memory);
}
