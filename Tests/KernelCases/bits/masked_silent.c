/* A mask keeps only bits that were set. */
#include <kmsan_case.h>

CASE(masked_silent) {
  uint32_t *word = kmalloc(sizeof(*word), GFP_KERNEL);

  *(uint8_t *)OPAQUE(word) = 0x55;
  USE(*OPAQUE(word) & 0xff); //~ silent
  USE((*OPAQUE(word) | 0xffffff00) == 0xffffff55); //~ silent
  EXPECT((*OPAQUE(word) & 0xff) == 0x55);
  kfree(word);
}
