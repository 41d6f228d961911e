/* A mask keeps one bit more than was set. */
#include <kmsan_case.h>

CASE(mask_too_wide) {
  uint32_t *word = kmalloc(sizeof(*word), GFP_KERNEL); //~ created: malloc

  *(uint8_t *)OPAQUE(word) = 0;
  USE(*OPAQUE(word) & 0x1ff); //~ report: uninit-value
  kfree(word);
}
