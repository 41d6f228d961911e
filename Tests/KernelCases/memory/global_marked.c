/* A global variable is marked: its old value must not be used any more. */
#include <kmsan_case.h>

static struct {
  int generation, owner;
} lease = {1, 2};

CASE(global_marked) {
  kmsan_mark(&lease.owner, sizeof(lease.owner), KMSAN_STATE_UNINIT); //~ created: untyped
  USE(OPAQUE(&lease)->generation);
  USE(OPAQUE(&lease)->owner); //~ report: uninit-value
  lease.owner = 3;
  USE(OPAQUE(&lease)->owner);
}
