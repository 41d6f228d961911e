/* A field of a packed structure lies across an aligned word. */
#include <kmsan_case.h>

struct __attribute__((packed)) frame_header {
  uint8_t kind;
  uint32_t length;
  uint16_t tag;
};

CASE(packed) {
  struct frame_header *header = kmalloc(sizeof(*header), GFP_KERNEL); //~ created: malloc

  header->kind = 1;
  header->length = 64;
  USE(OPAQUE(header)->length == 64);
  USE(OPAQUE(header)->tag); //~ report: uninit-value
  kfree(header);
}
