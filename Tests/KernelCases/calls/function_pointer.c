/* A structure goes through a function pointer. */
#include <kmsan_case.h>

struct event {
  long kind, time;
};

static __noinline void on_event(struct event event) {
  USE(event.time); //~ report: uninit-value
}

CASE(function_pointer) {
  void (*handler)(struct event) = OPAQUE(&on_event);
  struct event *event = kmalloc(sizeof(*event), GFP_KERNEL); //~ created: malloc

  event->kind = 1;
  handler(*OPAQUE(event)); //~ calls report
  kfree(event);
}
