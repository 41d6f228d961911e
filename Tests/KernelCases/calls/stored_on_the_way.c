/* A value is copied from one place of memory to another before it is used. */
#include <kmsan_case.h>

struct holder {
  long value;
};

static __noinline void hand_on(struct holder *to, const struct holder *from) {
  to->value = from->value; //~ stored
}

CASE(stored_on_the_way) {
  struct holder *first = kmalloc(sizeof(*first), GFP_KERNEL); //~ created: malloc
  static struct holder second;

  hand_on(&second, first); //~ calls stored
  USE(OPAQUE(&second)->value); //~ report: uninit-value
  kfree(first);
}
