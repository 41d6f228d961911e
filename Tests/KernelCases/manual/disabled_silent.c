/* Between kmsan_disable_current() and kmsan_enable_current() nothing is reported, and shadow is kept up
 * to date.
 */
#include <kmsan_case.h>

CASE(disabled_silent) {
  int *memory = kmalloc(2 * sizeof(int), GFP_KERNEL);

  kmsan_disable_current();
  USE(OPAQUE(memory)[0]); //~ silent
  memory[1] = 1;
  kmsan_enable_current();
  USE(OPAQUE(memory)[1]); //~ silent
  kfree(memory);
}
