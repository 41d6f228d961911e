/* An item of a zone is used before all of its fields were set. */
#include <kmsan_case.h>

struct session {
  int number;
  int state;
};

CASE(field_not_set) {
  uma_zone_t zone =
      uma_zcreate("session", sizeof(struct session), NULL, NULL, NULL, NULL, UMA_ALIGN_PTR, 0);
  struct session *session = uma_zalloc(zone, M_WAITOK); //~ created: UMA

  session->number = 1;
  USE(OPAQUE(session)->state); //~ report: uninit-value
  uma_zfree(zone, session);
  uma_zdestroy(zone);
}
