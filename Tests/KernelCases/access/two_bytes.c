/* Two bytes, of which the second is uninitialized. */
#include <kmsan_case.h>

CASE(two_bytes) {
  uint8_t *memory = kmalloc(4, GFP_KERNEL); //~ created: malloc

  memory[0] = memory[2] = memory[3] = 0;
  USE(*(uint16_t *)OPAQUE(memory + 2));
  USE(*(uint16_t *)OPAQUE(memory)); //~ report: uninit-value
  kfree(memory);
}
