/* A structure among variable arguments in registers. */
#include <kmsan_case.h>

struct item {
  long weight, price;
};

static __noinline void use_items(int count, ...) {
  va_list list;

  va_start(list, count);
  for (int i = 0; i < count; i++) {
    struct item item = va_arg(list, struct item);
    USE(item.weight + item.price); //~ report: uninit-value
  }
  va_end(list);
}

CASE(variable_arguments) {
  struct item *item = kmalloc(sizeof(*item), GFP_KERNEL); //~ created: malloc

  item->weight = 1;
  use_items(1, *OPAQUE(item)); //~ calls report
  kfree(item);
}
