/* Zeroed memory is initialized, in both ways to ask for it. */
#include <kmsan_case.h>

CASE(kzalloc_silent) {
  char *first = kzalloc(4099, GFP_KERNEL);
  char *second = kmalloc(33, GFP_KERNEL | __GFP_ZERO);

  USE(OPAQUE(first)[4098]); //~ silent
  USE(OPAQUE(second)[32]); //~ silent
  kfree(first);
  kfree(second);
}
