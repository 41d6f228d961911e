/* One byte. */
#include <kmsan_case.h>

CASE(one_byte) {
  uint8_t *memory = kmalloc(3, GFP_KERNEL); //~ created: malloc

  memory[0] = memory[2] = 1;
  USE(OPAQUE(memory)[0] + OPAQUE(memory)[2]);
  USE(OPAQUE(memory)[1]); //~ report: uninit-value
  kfree(memory);
}
