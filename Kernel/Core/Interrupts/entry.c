/* The first C function of every interrupt and exception. Not instrumented but for its region: it
 * runs before the nesting level is entered, and after it is left.
 */
#include "kernel.h"

#include <kmsan_region.h>
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
