/* A known zero above the uninitialized bits stops every carry. */
#include <kmsan_case.h>

CASE(no_carry_silent) {
  uint16_t *number = kmalloc(sizeof(*number), GFP_KERNEL);

  ((uint8_t *)OPAQUE(number))[1] = 0x7e;
  USE((uint16_t)(*OPAQUE(number) + 1) & 0x8000); //~ silent
  kfree(number);
}
