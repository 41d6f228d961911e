/* The value is initialized, and the other thread passes uninitialized ones meanwhile.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

struct ticket {
  long number, seat;
};

static struct ticket *blank;

static __noinline long pass_ticket(struct ticket ticket) { return ticket.number; }

static __noinline void wait_and_use_ticket(struct ticket ticket) {
  schedule();
  USE(ticket.seat == 2); //~ silent
}

static int pass_blank_tickets(void *unused) {
  (void)unused;
  for (int i = 0; i < 3; i++) {
    ((volatile struct ticket *)blank)->seat = pass_ticket(*OPAQUE(blank));
    schedule();
  }
  return 0;
}

CASE(switch_in_call_silent) {
  static struct ticket ticket = {1, 2};

  blank = kmalloc(sizeof(*blank), GFP_KERNEL);
  struct task_struct *other = kthread_run(pass_blank_tickets, NULL, "blank");
  for (int i = 0; i < 3; i++)
    wait_and_use_ticket(*OPAQUE(&ticket));
  EXPECT(kthread_stop(other) == 0);
  kfree(blank);
}
