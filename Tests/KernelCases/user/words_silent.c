/* Words that are stored in user memory and fetched again are initialized.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

CASE(words_silent) {
  char *user = user_memory(16);
  int32_t word;
  int64_t longer;

  EXPECT(suword32(user, 7) == 0 && suword64(user + 8, 9) == 0);
  EXPECT(fueword32(user, &word) == 0 && fueword64(user + 8, &longer) == 0);
  USE(word == 7); //~ silent
  USE(longer == 9); //~ silent
  EXPECT(word == 7 && longer == 9 && fubyte(user) == 7);
}
