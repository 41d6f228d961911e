/* The second call of a function finds in its local what the first one wrote: it must not count. */
#include <kmsan_case.h>

static __noinline void keep_or_read(bool is_first) {
  volatile int local; //~ created: local local

  if (is_first)
    local = 7;
  USE(local == 7); //~ report: uninit-value
}

CASE(second_life) {
  keep_or_read(true);
  keep_or_read(false); //~ calls report; calls created
}
