/* Four bytes, of which the last is uninitialized. */
#include <kmsan_case.h>

CASE(four_bytes) {
  uint8_t *memory = kmalloc(8, GFP_KERNEL); //~ created: malloc

  memset(memory, 0, 7);
  USE(*(uint32_t *)OPAQUE(memory));
  USE(*(uint32_t *)OPAQUE(memory + 4)); //~ report: uninit-value
  kfree(memory);
}
