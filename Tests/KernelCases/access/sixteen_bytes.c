/* Sixteen bytes, of which one in the middle is uninitialized. */
#include <kmsan_case.h>

CASE(sixteen_bytes) {
  uint8_t *memory = kmalloc(16, GFP_KERNEL); //~ created: malloc

  memset(memory, 0, 9);
  memset(memory + 10, 0, 6);
  USE(*(unsigned __int128 *)OPAQUE(memory) != 0); //~ report: uninit-value
  kfree(memory);
}
