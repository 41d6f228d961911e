/* A handler switches to another thread, whose own handler switches back: levels belong to threads.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

struct parcel {
  long weight, size;
};

static __noinline void use_parcel(struct parcel parcel) { USE(parcel.size == 2); }
static __noinline long pass_parcel(struct parcel parcel) { return parcel.weight; }

static struct parcel *empty_parcel;

static void switch_in_handler(void *unused) {
  (void)unused;
  ((volatile struct parcel *)empty_parcel)->size = pass_parcel(*OPAQUE(empty_parcel));
  schedule();
}

static int switch_in_other(void *parcel) {
  for (int i = 0; i < 3; i++) {
    interrupt_raise();
    use_parcel(*(struct parcel *)parcel); //~ silent
  }
  return 0;
}

CASE(switch_in_handler_silent) {
  static struct parcel parcel = {1, 2};

  empty_parcel = kmalloc(sizeof(*empty_parcel), GFP_KERNEL);
  interrupt_register(switch_in_handler, NULL);
  struct task_struct *other = kthread_run(switch_in_other, &parcel, "other");
  switch_in_other(OPAQUE(&parcel));
  EXPECT(kthread_stop(other) == 0);
  kfree(empty_parcel);
}
