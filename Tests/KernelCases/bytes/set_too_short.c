/* memset() with the size of a pointer for that of the structure. */
#include <kmsan_case.h>

struct counters {
  long received, sent;
};

CASE(set_too_short) {
  struct counters *counters = kmalloc(sizeof(*counters), GFP_KERNEL); //~ created: malloc

  memset(counters, 0, sizeof(counters));
  USE(OPAQUE(counters)->received);
  USE(OPAQUE(counters)->sent); //~ report: uninit-value
  kfree(counters);
}
