/* A handler allocates memory, and the interrupted code uses it before it was written. The creation has
 * both: the handler, and what it interrupted.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

static int *allocated;

static void allocate_in_handler(void *unused) {
  (void)unused;
  allocated = kmalloc(sizeof(int), GFP_ATOMIC); //~ created: malloc
}

CASE(allocated_by_handler) {
  interrupt_register(allocate_in_handler, NULL);
  interrupt_raise(); //~ calls created
  USE(*OPAQUE(allocated)); //~ report: uninit-value
  kfree(allocated);
}
