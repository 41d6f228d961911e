/* The same for a structure that is passed by value in one register. */
#include <kmsan_case.h>

struct two_halves {
  uint32_t first, second;
};

static struct two_halves static_halves;

static __noinline void use_halves(struct two_halves halves) {
  USE(halves.second); //~ report: uninit-value
}

CASE(second_half_by_value) {
  uint32_t *unset = kmalloc(sizeof(*unset), GFP_KERNEL); //~ created: malloc

  OPAQUE(&static_halves)->second = *OPAQUE(unset); //~ stored
  use_halves(*OPAQUE(&static_halves)); //~ calls report
  static_halves.second = 0;
  kfree(unset);
}
