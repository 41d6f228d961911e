/* Eight bytes, of which the first is uninitialized. */
#include <kmsan_case.h>

CASE(eight_bytes) {
  uint8_t *memory = kmalloc(8, GFP_KERNEL); //~ created: malloc

  memset(memory + 1, 0, 7);
  USE(*(uint64_t *)OPAQUE(memory)); //~ report: uninit-value
  kfree(memory);
}
