/* A value that nobody set is an operand of inline assembly. */
#include <kmsan_case.h>

CASE(input) {
  long *value = kmalloc(sizeof(*value), GFP_KERNEL); //~ created: malloc

  __asm__ volatile("" : : "r"(*OPAQUE(value))); //~ report: uninit-value
  kfree(value);
}
