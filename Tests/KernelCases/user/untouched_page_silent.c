/* A page of the process that the process never touched is zero, and that is what the kernel gets.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

CASE(untouched_page_silent) {
  char *user = user_memory(3 * 4096);

  for (int page = 0; page < 3; page++) {
    int byte = fubyte(user + page * 4096);
    USE(byte); //~ silent
    EXPECT(byte == 0);
  }
}
