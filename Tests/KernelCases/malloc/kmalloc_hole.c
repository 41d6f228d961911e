/* The second word of memory of kmalloc() is read before it was written. */
#include <kmsan_case.h>

CASE(kmalloc_hole) {
  long *memory = kmalloc(3 * sizeof(long), GFP_KERNEL); //~ created: malloc

  memory[0] = memory[2] = 1;
  USE(OPAQUE(memory)[0] + OPAQUE(memory)[2]);
  USE(OPAQUE(memory)[1]); //~ report: uninit-value
  kfree(memory);
}
