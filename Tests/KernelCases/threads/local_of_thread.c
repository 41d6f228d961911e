/* A local on the stack of a new thread is uninitialized, though the stack itself is new and clean.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

static __noinline void fill_if(bool is_wanted, int *value) {
  if (is_wanted)
    *value = 1;
}

static int forget_local(void *unused) {
  int value; //~ created: local value

  fill_if(unused != NULL, &value);
  USE(value); //~ report: uninit-value
  return 0;
}

CASE(local_of_thread) {
  EXPECT(kthread_stop(kthread_run(forget_local, NULL, "forgets")) == 0);
}
