/* The length of a copy was never set: it selects the memory. */
#include <kmsan_case.h>

struct transfer {
  uint8_t length;
};

static __noinline void copy_transfer(char *to, const char *from, const struct transfer *transfer) {
  memcpy(to, from, transfer->length & 15); //~ report: uninit-value
}

CASE(length_not_set) {
  struct transfer *transfer = kmalloc(sizeof(*transfer), GFP_KERNEL); //~ created: malloc
  char from[16] = {0}, to[16];

  copy_transfer(OPAQUE(&to[0]), from, OPAQUE(transfer)); //~ calls report
  kfree(transfer);
}
