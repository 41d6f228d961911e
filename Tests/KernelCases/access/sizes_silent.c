/* All sizes at all places of a buffer that was written byte by byte. */
#include <kmsan_case.h>

CASE(sizes_silent) {
  uint8_t *memory = kmalloc(32, GFP_KERNEL);

  for (int i = 0; i < 32; i++)
    OPAQUE(memory)[i] = 1;
  for (int i = 0; i < 16; i++) {
    USE(UNALIGNED(uint8_t, OPAQUE(memory + i))); //~ silent
    USE(UNALIGNED(uint16_t, OPAQUE(memory + i))); //~ silent
    USE(UNALIGNED(uint32_t, OPAQUE(memory + i))); //~ silent
    USE(UNALIGNED(uint64_t, OPAQUE(memory + i))); //~ silent
    EXPECT(UNALIGNED(uint64_t, OPAQUE(memory + i)) == 0x0101010101010101);
  }
  kfree(memory);
}
