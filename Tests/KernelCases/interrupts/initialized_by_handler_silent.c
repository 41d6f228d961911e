/* A handler writes the memory that the interrupted code uses afterwards.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

static void write_in_handler(void *memory) { *(int *)memory = 1; }

CASE(initialized_by_handler_silent) {
  int *memory = kmalloc(sizeof(int), GFP_KERNEL);

  interrupt_register(write_in_handler, memory);
  interrupt_raise();
  USE(*OPAQUE(memory)); //~ silent
  kfree(memory);
}
