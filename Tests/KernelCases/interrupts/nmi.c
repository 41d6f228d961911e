/* A non-maskable interrupt comes where interrupts are off, and uses uninitialized memory.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

static void use_in_nmi(void *memory) {
  USE(*(int *)memory); //~ report: uninit-value
}

CASE(nmi) {
  int *memory = kmalloc(sizeof(int), GFP_KERNEL); //~ created: malloc

  machine_interrupts_off();
  machine_nmi(use_in_nmi, memory); //~ calls report
  machine_interrupts_on();
  kfree(memory);
}
