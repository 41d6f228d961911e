/* A structure is returned by value, and another thread runs between the return's value and its use.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

struct reading {
  long time, value;
};

static __noinline struct reading read_and_wait(const struct reading *reading) {
  struct reading result = *reading;

  schedule();
  return result;
}

static struct reading clean_reading = {1, 2};

static int read_clean(void *unused) {
  (void)unused;
  for (int i = 0; i < 3; i++)
    USE(read_and_wait(OPAQUE(&clean_reading)).value == 2);
  return 0;
}

CASE(switch_before_return) {
  struct reading *reading = kmalloc(sizeof(*reading), GFP_KERNEL); //~ created: malloc
  struct task_struct *other = kthread_run(read_clean, NULL, "clean");

  reading->time = 1;
  USE(read_and_wait(OPAQUE(reading)).value); //~ report: uninit-value
  EXPECT(kthread_stop(other) == 0);
  kfree(reading);
}
