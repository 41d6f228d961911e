/* A value is returned while interrupts come after every instruction, whose handler returns what nobody
 * set.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

struct answer_of_device {
  long status, data;
};

static struct answer_of_device *garbage;

static __noinline struct answer_of_device answer_of(const struct answer_of_device *answer) {
  return *answer;
}

static void answer_garbage(void *unused) {
  (void)unused;
  *(volatile struct answer_of_device *)garbage = answer_of(OPAQUE(garbage));
}

CASE(value_returned_across_silent) {
  static struct answer_of_device answer = {1, 2};

  garbage = kmalloc(sizeof(*garbage), GFP_KERNEL);
  interrupt_register(answer_garbage, NULL);
  interrupt_every_instruction(1);
  for (int i = 0; i < 3; i++)
    USE(answer_of(OPAQUE(&answer)).data == 2); //~ silent
  interrupt_every_instruction(0);
  kfree(garbage);
}
