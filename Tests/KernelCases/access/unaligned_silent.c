/* Unaligned words next to an uninitialized byte, on both sides. */
#include <kmsan_case.h>

CASE(unaligned_silent) {
  uint8_t *memory = malloc(32, M_TEMP, M_WAITOK);

  memset(memory, 1, 15);
  memset(memory + 16, 1, 16);
  USE(UNALIGNED(uint64_t, OPAQUE(memory + 7))); //~ silent
  USE(UNALIGNED(uint32_t, OPAQUE(memory + 11))); //~ silent
  USE(UNALIGNED(uint64_t, OPAQUE(memory + 17))); //~ silent
  free(memory, M_TEMP);
}
