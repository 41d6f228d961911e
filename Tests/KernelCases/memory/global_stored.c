/* A global variable gets a value that nobody set. */
#include <kmsan_case.h>

static long last_error;

static __noinline void keep_error(const long *error) {
  last_error = *error; //~ stored
}

CASE(global_stored) {
  long *error = kmalloc(sizeof(*error), GFP_KERNEL); //~ created: malloc

  keep_error(OPAQUE(error)); //~ calls stored
  kfree(error);
  USE(*OPAQUE(&last_error)); //~ report: uninit-value
  last_error = 0;
  USE(*OPAQUE(&last_error));
}
