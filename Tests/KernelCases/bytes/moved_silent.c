/* memmove() of initialized bytes over uninitialized ones. */
#include <kmsan_case.h>

CASE(moved_silent) {
  char *memory = kmalloc(64, GFP_KERNEL);

  memset(memory, 1, 40);
  memmove(memory + 24, memory, 40);
  kmsan_check(memory, 64, "all"); //~ silent
  memmove(memory, memory + 1, 63);
  kmsan_check(memory, 64, "all"); //~ silent
  kfree(memory);
}
