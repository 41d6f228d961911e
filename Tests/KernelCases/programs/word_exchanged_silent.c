/* Compare-and-swap of words in user memory: what was there is initialized, whether it was as expected or
 * not.
 *
 * Places: kernel
 */
#include <kmsan_programs.h>

CASE(word_exchanged_silent) {
  void *user = user_memory(8);
  uint32_t seen;
  uint64_t longer_seen;

  EXPECT(suword64(user, 7) == 0);
  EXPECT(casueword32(user, 7, &seen, 8) == 0 && seen == 7); //~ silent
  EXPECT(casueword32(user, 7, &seen, 9) == 1 && seen == 8); //~ silent
  EXPECT(casueword64(user, 8, &longer_seen, 10) == 0 && longer_seen == 8); //~ silent
  EXPECT(casueword64(user, 8, &longer_seen, 11) == 1 && longer_seen == 10); //~ silent
}
