/* The uninitialized bits are shifted out. */
#include <kmsan_case.h>

CASE(shifted_out_silent) {
  uint32_t *word = kmalloc(sizeof(*word), GFP_KERNEL);

  ((uint16_t *)OPAQUE(word))[1] = 7;
  USE(*OPAQUE(word) >> 16 == 7); //~ silent
  EXPECT(*OPAQUE(word) >> 16 == 7);
  kfree(word);
}
