/* A list goes on through an element that it has just freed. */
#include <kmsan_case.h>

struct element {
  long key;
  struct element *next;
  long data[2];
};

static __noinline void free_first(struct element *element) {
  kfree(element); //~ freed: malloc
  USE(OPAQUE(element)->next != NULL); //~ report: use-after-free
}

CASE(field_after_free) {
  struct element *element = kzalloc(sizeof(*element), GFP_KERNEL);

  free_first(element); //~ calls report, created
}
