/* The first C functions of interrupts, exceptions and system calls. Not instrumented but for their
 * regions: that of interrupts runs before the nesting level is entered, and after it is left.
 */
#include "kernel.h"

#include <kmsan_region.h>
#include <linux/kmsan-checks.h>
#include <sys/msan.h>

#define NOINSTR __attribute__((disable_sanitizer_instrumentation))

/* `frame` lies on the stack, where interrupt_common has put it. */
NOINSTR void interrupt_entry(struct trap_frame *frame) {
  kmsan_intr_enter_frame(frame, sizeof(*frame));
  __kmsan_region_begin();
  struct entry_state state = interrupt_classify(frame);
  interrupt_handle(frame);
  interrupt_leave(frame, state);
  __kmsan_region_end();
  kmsan_intr_leave();
}

/* The same for a system call, which is at the level of its thread. Interrupts are off at first, and
 * have to be at the end. */
NOINSTR void system_call_entry(struct trap_frame *frame) {
  kmsan_unpoison_memory(frame, sizeof(*frame));
  __kmsan_region_begin();
  interrupts_enable();
  system_call_handle(frame);
  interrupts_disable();
  __kmsan_region_end();
}
