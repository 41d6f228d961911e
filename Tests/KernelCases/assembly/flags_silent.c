/* A flag of the processor is the output. */
#include <kmsan_case.h>

CASE(flags_silent) {
  static long word = 6;
  bool is_set;

  __asm__ volatile("btq $1, %1" : "=@ccc"(is_set) : "m"(word));
  USE(is_set); //~ silent
  EXPECT(is_set);
}
