/* Copies stop where user memory ends, or were never of user memory: an error each time, and no report of
 * what was not copied.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

CASE(copy_across_end) {
  char *user = user_memory(4096);
  char text[16] = "0123456789abcde";

  EXPECT(copyout(text, user + ((size_t)1 << 40), 16) == EFAULT);
  EXPECT(copyout(text, user, 6) == 0);
  EXPECT(copyin(user, text + 6, 6) == 0);
  USE(text[11] == '5'); //~ silent
  EXPECT(text[6] == '0' && text[11] == '5');
  EXPECT(copyin((void *)-4096ul, text, 16) == EFAULT);
  EXPECT(copyin((void *)8ul, text, 16) == EFAULT);
}
