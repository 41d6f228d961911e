/* An unaligned word, of which the last byte is uninitialized. It touches two groups of four bytes, which
 * have origins of their own: that of the byte is named. */
#include <kmsan_case.h>

CASE(unaligned) {
  uint8_t *memory = malloc(16, M_TEMP, M_WAITOK);

  memset(memory, 0, 16);
  kmsan_mark(memory + 4, 1, KMSAN_STATE_UNINIT); //~ created: untyped
  USE(UNALIGNED(uint32_t, OPAQUE(memory + 1))); //~ report: uninit-value
  free(memory, M_TEMP);
}
