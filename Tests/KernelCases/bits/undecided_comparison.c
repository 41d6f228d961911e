/* The known bits of two words are equal, and the comparison depends on the others. */
#include <kmsan_case.h>

CASE(undecided_comparison) {
  uint32_t *word = kmalloc(sizeof(*word), GFP_KERNEL); //~ created: malloc

  ((uint8_t *)OPAQUE(word))[3] = 9;
  USE(*OPAQUE(word) > 0x09000000); //~ report: uninit-value
  kfree(word);
}
