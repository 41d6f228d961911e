/* More levels are entered than have a block of their own. Nothing is lost but that what is passed above
 * counts as initialized; the limit and a level left too often are reported.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

CASE(too_many_levels) {
  for (int i = 0; i < KMSAN_LEVELS_MAX + 2; i++)
    kmsan_intr_enter(); //~ report 1: invalid-call
  for (int i = 0; i < KMSAN_LEVELS_MAX + 2; i++)
    kmsan_intr_leave();
  kmsan_intr_leave(); //~ report 2: invalid-call
}
