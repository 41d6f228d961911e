/* The same with the padding cleared, and an answer that does not fit.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

struct cleared_load {
  uint32_t average;
  uint64_t scale;
};

static __noinline int handle_cleared_load(struct sysctl_req *request) {
  struct cleared_load load;

  memset(&load, 0, sizeof(load));
  load.average = 1;
  return SYSCTL_OUT(request, &load, sizeof(load)); //~ silent
}

CASE(sysctl_silent) {
  struct sysctl_req request = {.oldptr = user_memory(24), .oldlen = 24};

  EXPECT(handle_cleared_load(&request) == 0);
  EXPECT(handle_cleared_load(&request) == ENOMEM);
}
