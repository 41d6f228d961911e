/* The same loop reads the next element before it frees this one. */
#include <kmsan_case.h>

struct link {
  struct link *next;
};

static __noinline void free_links(struct link *link) {
  while (link) {
    struct link *next = OPAQUE(link)->next; //~ silent
    kfree(link);
    link = next;
  }
}

CASE(field_before_free_silent) {
  struct link *first = kzalloc(sizeof(*first), GFP_KERNEL);

  first->next = kzalloc(sizeof(*first), GFP_KERNEL);
  free_links(first);
}
