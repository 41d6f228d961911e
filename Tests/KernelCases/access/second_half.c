/* Only the second half of a word is uninitialized, and the first has never been anything else than
 * initialized: the origin is that of the second. */
#include <kmsan_case.h>

static _Alignas(8) struct {
  uint32_t first, second;
} halves;

CASE(second_half) {
  uint32_t *unset = kmalloc(sizeof(*unset), GFP_KERNEL); //~ created: malloc

  OPAQUE(&halves)->second = *OPAQUE(unset); //~ stored
  USE(*(uint64_t *)OPAQUE(&halves)); //~ report: uninit-value
  halves.second = 0;
  kfree(unset);
}
