/* An item is used after its zone got it back. */
#include <kmsan_case.h>

CASE(item_after_free) {
  uma_zone_t zone = uma_zcreate("after", 32, NULL, NULL, NULL, NULL, UMA_ALIGN_PTR, 0);
  long *item = uma_zalloc(zone, M_WAITOK | M_ZERO);

  uma_zfree(zone, item); //~ freed: UMA
  USE(OPAQUE(item)[1]); //~ report: use-after-free
  uma_zdestroy(zone);
}
