/* Text that was printed into a buffer is initialized, with its terminating zero.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

CASE(printed_silent) {
  char text[32];

  snprintf(text, sizeof(text), "%s%d", "em", 12);
  EXPECT(strlen(text) == 4); //~ silent
  EXPECT(strcmp(text, "em12") == 0);
}
