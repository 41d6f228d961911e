/* An item of a zone goes to a process. */
#include <kmsan_case.h>

CASE(leak_of_item) {
  uma_zone_t zone = uma_zcreate("leak", 8, NULL, NULL, NULL, NULL, UMA_ALIGN_PTR, 0);
  char *item = uma_zalloc(zone, M_WAITOK); //~ created: UMA
  void *user = user_memory(8);

  memset(item, 0, 3);
  memset(item + 4, 0, 4);
  copyout(item, user, 8); //~ report: kernel-infoleak, byte 3 of 8, check copyout
  uma_zfree(zone, item);
  uma_zdestroy(zone);
}
