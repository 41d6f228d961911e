/* A variable of a loop's body has a new life in each turn: what the first turn wrote is gone. */
#include <kmsan_case.h>

CASE(loop_scope) {
  for (int i = 0; i < 2; i++) {
    volatile int local; //~ created: local local

    if (i == 0)
      local = 1;
    USE(local); //~ report: uninit-value
  }
}
