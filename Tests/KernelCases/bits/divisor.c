/* A divisor that nobody set. The division is the use: it may trap. */
#include <kmsan_case.h>

static __noinline unsigned divide(unsigned number, const uint8_t *divisor) {
  return number / (*divisor | 1u << 8); //~ report: uninit-value
}

CASE(divisor) {
  uint8_t *divisor = kmalloc(sizeof(*divisor), GFP_KERNEL); //~ created: malloc

  USE(divide(OPAQUE(1000), OPAQUE(divisor))); //~ calls report
  kfree(divisor);
}
