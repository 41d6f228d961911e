/* memmove() between overlapping ranges takes the shadow along in the right order. */
#include <kmsan_case.h>

static __noinline void move_up(char *memory, size_t size) {
  memmove(memory + 8, memory, size); //~ stored
}

CASE(moved) {
  char *memory = kmalloc(64, GFP_KERNEL); //~ created: malloc

  memset(memory, 1, 20);
  memset(memory + 21, 1, 43);
  move_up(memory, 56); //~ calls stored
  kmsan_check(memory, 28, "below");
  kmsan_check(memory, 64, "all"); //~ report: uninit-value, byte 28 of 64, check all
  kfree(memory);
}
