/* Strings that are too long, that end where user memory ends, and that do not end there. In a process more
 * user memory follows at once.
 *
 * Places: kernel
 */
#include <kmsan_case.h>

enum { MEMORY_BYTES = 4096 };

CASE(string_at_end_silent) {
  char *user = user_memory(MEMORY_BYTES);
  char *last = user + MEMORY_BYTES - 4;
  char text[16];
  size_t done;

  EXPECT(copyout("hello", user, 6) == 0);
  EXPECT(copyinstr(user, text, sizeof(text), &done) == 0 && done == 6);
  USE(text[4] == 'o' && text[5] == '\0'); //~ silent
  EXPECT(copyinstr(user, text, 3, &done) == ENAMETOOLONG && done == 3);
  EXPECT(copyout("abc", last, 4) == 0);
  EXPECT(copyinstr(last, text, sizeof(text), &done) == 0 && done == 4);
  EXPECT(subyte(last + 3, 'd') == 0);
  EXPECT(copyinstr(last, text, sizeof(text), &done) == EFAULT);
}
