/* The map grows many times, and each piece is written before it is read.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

CASE(grown_map_silent) {
  for (int i = 0; i < 20; i++) {
    char *memory = machine_grow_map(3 * 4096);

    memset(memory, i, 3 * 4096);
    kmsan_check(memory, 3 * 4096, "new piece"); //~ silent
    EXPECT(memory[2 * 4096] == i);
  }
}
