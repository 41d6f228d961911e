/* A loop copies byte by byte; every byte keeps its origin. */
#include <kmsan_case.h>

static __noinline void copy_in_loop(volatile char *to, const volatile char *from, int size) {
  for (int i = 0; i < size; i++)
    to[i] = from[i]; //~ stored
}

CASE(copy_loop) {
  char *from = kmalloc(9, GFP_KERNEL); //~ created: malloc
  char *to = kzalloc(9, GFP_KERNEL);

  memset(from, 1, 8);
  copy_in_loop(to, from, 9); //~ calls stored
  USE(OPAQUE(to)[7]);
  USE(OPAQUE(to)[8]); //~ report: uninit-value
  kfree(from);
  kfree(to);
}
