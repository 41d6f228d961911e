/* Inline assembly writes one word of two; the other stays uninitialized. */
#include <kmsan_case.h>

CASE(next_to_output) {
  long *memory = kmalloc(2 * sizeof(long), GFP_KERNEL); //~ created: malloc

  __asm__ volatile("movq $8, %0" : "=m"(memory[1]));
  USE(OPAQUE(memory)[0]); //~ report: uninit-value
  kfree(memory);
}
