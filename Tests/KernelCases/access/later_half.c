/* The halves of a word have different origins, and only the second is uninitialized when it is used. */
#include <kmsan_case.h>

CASE(later_half) {
  uint32_t *pair = malloc(2 * sizeof(*pair), M_TEMP, M_WAITOK);
  uint32_t *unset = kmalloc(sizeof(*unset), GFP_KERNEL); //~ created: malloc

  pair[0] = 0;
  OPAQUE(pair)[1] = *OPAQUE(unset); //~ stored
  USE(*(uint64_t *)OPAQUE(pair)); //~ report: uninit-value
  free(pair, M_TEMP);
  kfree(unset);
}
