/* Words of every size go to user memory and come back, with their signs.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

CASE(word_sizes_silent) {
  char *user = user_memory(8);
  int32_t word;
  int64_t longer;

  EXPECT(subyte(user, 0x81) == 0 && fubyte(user) == 0x81);
  EXPECT(suword16(user, 0x8182) == 0 && fuword16(user) == 0x8182);
  EXPECT(suword32(user, -5) == 0 && fueword32(user, &word) == 0 && word == -5); //~ silent
  EXPECT(suword64(user, -6) == 0 && fueword64(user, &longer) == 0 && longer == -6); //~ silent
}
