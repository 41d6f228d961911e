/* Every level of a recursion has its own local: only the innermost was forgotten. */
#include <kmsan_case.h>

static __noinline int descend(int depth) {
  volatile int local; //~ created: local local

  if (depth > 0) {
    local = depth;
    descend(depth - 1); //~ calls report, created
  }
  USE(local); //~ report: uninit-value
  return 0;
}

CASE(recursion) {
  descend(3); //~ calls report
}
