/* What inline assembly returns in a register, or writes to an operand in memory, is initialized. */
#include <kmsan_case.h>

CASE(output_silent) {
  long *memory = kmalloc(2 * sizeof(long), GFP_KERNEL);
  long result;

  __asm__ volatile("movq $7, %0" : "=r"(result));
  __asm__ volatile("movq $8, %0" : "=m"(memory[1]));
  USE(result == 7); //~ silent
  USE(OPAQUE(memory)[1] == 8); //~ silent
  EXPECT(result == 7 && OPAQUE(memory)[1] == 8);
  kfree(memory);
}
