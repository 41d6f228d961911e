/* After kmsan_enable_current(), reports are made again. */
#include <kmsan_case.h>

CASE(enabled_again) {
  int *memory = kmalloc(2 * sizeof(int), GFP_KERNEL); //~ created: malloc

  kmsan_disable_current();
  USE(OPAQUE(memory)[0]);
  kmsan_enable_current();
  USE(OPAQUE(memory)[1]); //~ report: uninit-value
  kfree(memory);
}
