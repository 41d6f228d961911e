/* An item that comes back to a second owner is uninitialized again. */
#include <kmsan_case.h>

CASE(item_again) {
  uma_zone_t zone = uma_zcreate("again", 16, NULL, NULL, NULL, NULL, UMA_ALIGN_PTR, 0);
  long *item = uma_zalloc(zone, M_WAITOK);

  item[0] = item[1] = 1;
  uma_zfree(zone, item);
  long *again = uma_zalloc(zone, M_WAITOK); //~ created: UMA
  USE(OPAQUE(again)[1]); //~ report: uninit-value
  uma_zfree(zone, again);
  uma_zdestroy(zone);
}
