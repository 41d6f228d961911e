/* An interrupt on another processor uses what this one allocated.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

static void use_in_interrupt(void *memory) {
  USE(*(int *)memory); //~ report: uninit-value
}

static void interrupt_other(void *memory) {
  interrupt_register(use_in_interrupt, memory);
  interrupt_raise(); //~ calls report
}

CASE(interrupted_on_other) {
  int *memory = kmalloc(sizeof(int), GFP_KERNEL); //~ created: malloc

  if (!machine_run_on(1, interrupt_other, memory))
    case_skip("one processor");
  kfree(memory);
}
