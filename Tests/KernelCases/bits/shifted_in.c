/* Uninitialized bits are shifted to where the known ones are looked for. */
#include <kmsan_case.h>

CASE(shifted_in) {
  uint32_t *word = kmalloc(sizeof(*word), GFP_KERNEL); //~ created: malloc

  ((uint16_t *)OPAQUE(word))[1] = 0;
  USE((uint16_t)(*OPAQUE(word) >> 15)); //~ report: uninit-value
  kfree(word);
}
