/* memset() initializes exactly its range. */
#include <kmsan_case.h>

CASE(set_silent) {
  char *memory = kmalloc(64, GFP_KERNEL);

  memset(memory + 1, 1, 61);
  kmsan_check(memory + 1, 61, "set"); //~ silent
  USE(OPAQUE(memory)[1] + OPAQUE(memory)[61]); //~ silent
  kfree(memory);
}
