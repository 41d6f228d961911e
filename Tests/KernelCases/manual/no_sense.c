/* An argument that makes no sense is reported, and the call does nothing.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

CASE(no_sense) {
  static char memory[8];

  kmsan_mark(memory, 8, 7); //~ report: invalid-call
  kmsan_check(memory, 8, "unchanged");
}
