/* A local variable of a handler was not set.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

static __noinline void read_status(int kind, int *status) {
  if (kind)
    *status = 1;
}

static void forget_status(void *unused) {
  int status; //~ created: local status

  (void)unused;
  read_status(OPAQUE(0), &status);
  USE(status); //~ report: uninit-value
}

CASE(local_of_handler) {
  interrupt_register(forget_status, NULL);
  interrupt_raise(); //~ calls report
}
