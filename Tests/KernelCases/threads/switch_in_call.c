/* A value is passed by value, the callee waits while another thread runs, and uses it then.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

struct order {
  long item, price;
};

static __noinline void wait_and_use(struct order order) {
  schedule();
  USE(order.price); //~ report: uninit-value
}

static __noinline long pass_order(struct order order) { return order.item; }

static int pass_clean_orders(void *order) {
  for (int i = 0; i < 3; i++) {
    pass_order(*(struct order *)order);
    schedule();
  }
  return 0;
}

CASE(switch_in_call) {
  static struct order clean = {1, 2};
  struct order *order = kmalloc(sizeof(*order), GFP_KERNEL); //~ created: malloc
  struct task_struct *other = kthread_run(pass_clean_orders, &clean, "clean");

  order->item = 1;
  wait_and_use(*OPAQUE(order)); //~ calls report
  EXPECT(kthread_stop(other) == 0);
  kfree(order);
}
