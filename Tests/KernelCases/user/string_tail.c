/* A copied string initializes its bytes and its terminating zero, and not the rest of the buffer.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

CASE(string_tail) {
  char name[16]; //~ created: local name
  char *user = user_memory(16);
  size_t done;

  EXPECT(copyout("em0", user, 4) == 0);
  EXPECT(copyinstr(user, name, sizeof(name), &done) == 0 && done == 4);
  kmsan_check(name, 4, "string");
  kmsan_check(name, sizeof(name), "buffer"); //~ report: uninit-value, bytes 4-15 of 16, check buffer
}
