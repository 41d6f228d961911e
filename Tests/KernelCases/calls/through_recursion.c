/* A structure is handed down by value and used at the bottom. */
#include <kmsan_case.h>

struct load_of_work {
  long done, rest;
};

static __noinline int hand_down(int depth, struct load_of_work work) {
  if (depth > 0)
    return hand_down(depth - 1, work) + 1; //~ calls report
  USE(work.rest); //~ report: uninit-value
  return 0;
}

CASE(through_recursion) {
  struct load_of_work *work = kmalloc(sizeof(*work), GFP_KERNEL); //~ created: malloc

  work->done = 1;
  USE(hand_down(OPAQUE((long)3), *OPAQUE(work)) == 3); //~ calls report
  kfree(work);
}
