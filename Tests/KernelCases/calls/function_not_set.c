/* A function pointer of a table was never set. It is reported before it is called. */
#include <kmsan_case.h>

struct operations {
  void (*open)(void);
  void (*close)(void);
};

static __noinline void close_nothing(void) { __asm__ volatile(""); }

CASE(function_not_set) {
  struct operations *operations = kmalloc(sizeof(*operations), GFP_KERNEL);

  operations->open = operations->close = close_nothing;
  kmsan_mark(&operations->close, sizeof(operations->close), KMSAN_STATE_UNINIT); //~ created: untyped
  OPAQUE(operations)->open();
  OPAQUE(operations)->close(); //~ report: uninit-value
  kfree(operations);
}
