/* An unaligned store initializes exactly its bytes. */
#include <kmsan_case.h>

CASE(unaligned_store) {
  uint8_t *memory = malloc(16, M_TEMP, M_WAITOK); //~ created: malloc

  UNALIGNED(uint64_t, OPAQUE(memory + 3)) = 1;
  kmsan_check(memory + 3, 8, "stored");
  kmsan_check(memory + 3, 9, "one more"); //~ report: uninit-value, byte 8 of 9, check one more
  free(memory, M_TEMP);
}
