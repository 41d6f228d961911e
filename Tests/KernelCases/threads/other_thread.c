/* One thread allocates, another uses: the report has the stack of the user, and the creation that of
 * the thread that allocated.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

static int use_in_thread(void *memory) {
  USE(*(int *)memory); //~ report: uninit-value
  return 0;
}

CASE(other_thread) {
  int *memory = kmalloc(sizeof(int), GFP_KERNEL); //~ created: malloc
  struct task_struct *thread = kthread_run(use_in_thread, memory, "user");

  EXPECT(kthread_stop(thread) == 0);
  kfree(memory);
}
