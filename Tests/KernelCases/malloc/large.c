/* One byte in the middle of a large allocation. */
#include <kmsan_case.h>

CASE(large) {
  enum { SIZE = 1 << 17 };
  char *memory = kmalloc(SIZE, GFP_KERNEL); //~ created: malloc

  memset(memory, 1, SIZE / 2);
  memset(memory + SIZE / 2 + 1, 1, SIZE / 2 - 1);
  USE(OPAQUE(memory)[SIZE / 2 - 1] + OPAQUE(memory)[SIZE / 2 + 1]);
  USE(OPAQUE(memory)[SIZE / 2]); //~ report: uninit-value
  kfree(memory);
}
