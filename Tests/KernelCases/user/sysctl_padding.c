/* The handler of a sysctl gives a structure with padding to the process that asked.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

struct load {
  uint32_t average;
  uint64_t scale;
};

static __noinline int handle_load(struct sysctl_req *request) {
  struct load load; //~ created: local load

  load.average = 1;
  load.scale = 2048;
  return SYSCTL_OUT(request, &load, sizeof(load)); //~ report: kernel-infoleak, bytes 4-7 of 16, check SYSCTL_OUT
}

CASE(sysctl_padding) {
  struct sysctl_req request = {.oldptr = user_memory(16), .oldlen = 16};

  EXPECT(handle_load(&request) == 0); //~ calls report, created
}
