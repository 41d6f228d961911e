/* memcpy() takes shadow and origin along, and the copy counts as a store. */
#include <kmsan_case.h>

static __noinline void copy_bytes(char *to, const char *from, size_t size) {
  memcpy(to, from, size); //~ stored
}

CASE(copied) {
  char *from = kmalloc(32, GFP_KERNEL); //~ created: malloc
  char *to = kzalloc(32, GFP_KERNEL);

  memset(from, 1, 20);
  memset(from + 21, 1, 11);
  copy_bytes(to, from, 32); //~ calls stored
  USE(OPAQUE(to)[19] + OPAQUE(to)[21]);
  USE(OPAQUE(to)[20]); //~ report: uninit-value
  kfree(from);
  kfree(to);
}
