/* So many variable arguments that the last ones travel on the stack. */
#include <kmsan_case.h>

struct entry {
  long key, value;
};

static __noinline void use_last_entry(int count, ...) {
  va_list list;
  struct entry entry = {0, 0};

  va_start(list, count);
  for (int i = 0; i < count; i++)
    entry = va_arg(list, struct entry);
  va_end(list);
  USE(entry.value); //~ report: uninit-value
}

CASE(variable_arguments_on_stack) {
  struct entry known = {1, 2}, *unknown = kmalloc(sizeof(*unknown), GFP_KERNEL); //~ created: malloc

  unknown->key = 1;
  use_last_entry(5, known, known, known, known, *OPAQUE(unknown)); //~ calls report
  kfree(unknown);
}
