/* A write to freed memory is not a use, and what was written is initialized: a report would be about
 * something else. The rest of the memory stays freed.
 */
#include <kmsan_case.h>

CASE(written_after_free) {
  long *memory = kmalloc(4 * sizeof(long), GFP_KERNEL);

  memset(memory, 0, 4 * sizeof(long));
  kfree(memory); //~ freed: malloc
  OPAQUE(memory)[1] = 1;
  USE(OPAQUE(memory)[1]);
  USE(OPAQUE(memory)[3]); //~ report: use-after-free
}
