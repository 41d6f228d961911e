/* A non-maskable interrupt comes while a handler runs: two levels above the task.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

static void use_in_inner_nmi(void *memory) {
  USE(*(int *)memory); //~ report: uninit-value
}

static void handle_until_nmi(void *memory) {
  machine_nmi(use_in_inner_nmi, memory); //~ calls report
}

CASE(nmi_in_handler) {
  int *memory = kmalloc(sizeof(int), GFP_ATOMIC); //~ created: malloc

  interrupt_register(handle_until_nmi, memory);
  interrupt_raise(); //~ calls report
  kfree(memory);
}
