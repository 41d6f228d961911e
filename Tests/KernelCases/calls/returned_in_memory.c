/* A structure is returned in memory of the caller. */
#include <kmsan_case.h>

struct inventory {
  long items[6];
};

static __noinline struct inventory take_inventory(const struct inventory *raw) {
  return *raw; //~ stored
}

CASE(returned_in_memory) {
  struct inventory *raw = kmalloc(sizeof(*raw), GFP_KERNEL); //~ created: malloc

  memset(raw, 0, 4 * sizeof(long));
  struct inventory inventory = take_inventory(OPAQUE(raw)); //~ calls stored
  USE(OPAQUE(&inventory)->items[3]);
  USE(OPAQUE(&inventory)->items[4]); //~ report: uninit-value
  kfree(raw);
}
