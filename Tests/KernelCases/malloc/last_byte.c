/* The last of many bytes was not written. */
#include <kmsan_case.h>

CASE(last_byte) {
  char *memory = kmalloc(1000, GFP_KERNEL); //~ created: malloc

  memset(memory, 1, 999);
  kmsan_check(memory, 999, "all but one");
  kmsan_check(memory, 1000, "all"); //~ report: uninit-value, byte 999 of 1000, check all
  kfree(memory);
}
