/* The stack of a thread that has ended serves the next one, and is clean for it.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

static int leave_dirt_on_stack(void *unused) {
  char dirt[2048];

  (void)unused;
  kmsan_mark(dirt, sizeof(dirt), KMSAN_STATE_UNINIT);
  __asm__ volatile("" : : "r"(dirt) : "memory");
  return 3;
}

CASE(stack_again_silent) {
  for (int i = 0; i < 20; i++) {
    int result = kthread_stop(kthread_run(leave_dirt_on_stack, NULL, "dirt"));
    USE(result == 3); //~ silent
    EXPECT(result == 3);
  }
}
