/* While one processor passes initialized values, the bug of the other is found.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

struct signal {
  long time, level;
};

static volatile bool is_finished;

static __noinline long pass_signal(struct signal signal) { return signal.time + signal.level; }

static __noinline void use_signal(struct signal signal) {
  USE(signal.level); //~ report: uninit-value
}

static void pass_clean_signals(void *signal) {
  while (!is_finished)
    USE(pass_signal(*(struct signal *)signal) == 3);
}

CASE(at_once) {
  static struct signal clean = {1, 2};
  struct signal *signal = kmalloc(sizeof(*signal), GFP_KERNEL); //~ created: malloc

  is_finished = false;
  signal->time = 1;
  if (machine_start_on(1, pass_clean_signals, &clean)) {
    use_signal(*OPAQUE(signal)); //~ calls report
    is_finished = true;
    machine_wait_for(1);
  } else {
    case_skip("one processor");
  }
  kfree(signal);
}
