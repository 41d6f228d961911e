/* kmsan_mark() says that something else has written the memory. */
#include <kmsan_case.h>

CASE(marked_silent) {
  char *memory = kmalloc(64, GFP_KERNEL);

  kmsan_mark(memory, 64, KMSAN_STATE_INITED);
  USE(OPAQUE(memory)[63]); //~ silent
  kmsan_mark(memory, 64, KMSAN_STATE_UNINIT);
  kmsan_unpoison_memory(memory, 64);
  USE(OPAQUE(memory)[63]); //~ silent
  kfree(memory);
}
