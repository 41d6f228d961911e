/* kmsan_check() says what is about to happen to the memory. Of several runs of uninitialized bytes the
 * first is named.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

CASE(checked) {
  char *memory = kmalloc(16, GFP_KERNEL); //~ created: malloc

  memory[0] = memory[1] = memory[4] = 1;
  kmsan_check(memory, 2, "the start");
  kmsan_check(memory, 16, "sent away"); //~ report: uninit-value, bytes 2-3 of 16, check sent away
  kfree(memory);
}
