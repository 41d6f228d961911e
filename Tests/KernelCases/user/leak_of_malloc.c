/* Memory of malloc(9), of which a field was forgotten, goes to a process. */
#include <kmsan_case.h>

struct statistics {
  uint64_t packets, errors, drops;
};

CASE(leak_of_malloc) {
  struct statistics *statistics = malloc(sizeof(*statistics), M_TEMP, M_WAITOK); //~ created: malloc
  void *user = user_memory(sizeof(*statistics));

  statistics->packets = 1;
  statistics->drops = 2;
  copyout(statistics, user, sizeof(*statistics)); //~ report: kernel-infoleak, bytes 8-15 of 24, check copyout
  free(statistics, M_TEMP);
}
