/* With M_ZERO all of an item is initialized. */
#include <kmsan_case.h>

CASE(zeroed_item_silent) {
  uma_zone_t zone = uma_zcreate("zeroed", 48, NULL, NULL, NULL, NULL, UMA_ALIGN_PTR, 0);
  char *item = uma_zalloc(zone, M_WAITOK | M_ZERO);

  kmsan_check(item, 48, "item"); //~ silent
  uma_zfree(zone, item);
  uma_zdestroy(zone);
}
