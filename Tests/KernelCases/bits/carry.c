/* An uninitialized bit carries into bits that were set. */
#include <kmsan_case.h>

CASE(carry) {
  uint16_t *number = kmalloc(sizeof(*number), GFP_KERNEL); //~ created: malloc

  ((uint8_t *)OPAQUE(number))[1] = 0x7f;
  USE((uint16_t)(*OPAQUE(number) + 1) & 0x8000); //~ report: uninit-value
  kfree(number);
}
