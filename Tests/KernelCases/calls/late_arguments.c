/* The seventh and eighth argument travel on the stack; one of them is a structure with a hole. */
#include <kmsan_case.h>

struct late {
  int set, unset;
};

static __noinline void use_late(
    int a, int b, int c, int d, int e, int f, struct late first, struct late second) {
  USE(a + b + c + d + e + f + first.set + first.unset);
  USE(second.unset); //~ report: uninit-value
}

CASE(late_arguments) {
  struct late known = {1, 2}, *unknown = kmalloc(sizeof(*unknown), GFP_KERNEL); //~ created: malloc

  unknown->set = 1;
  use_late(1, 2, 3, 4, 5, 6, known, *OPAQUE(unknown)); //~ calls report
  kfree(unknown);
}
