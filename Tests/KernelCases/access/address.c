/* A pointer that nobody set is followed: the address is the use. The pointer itself holds what it should,
 * as a reused stack may well do.
 */
#include <kmsan_case.h>

struct handle {
  int *target;
};

CASE(address) {
  static int target = 1;
  struct handle *handle = kmalloc(sizeof(*handle), GFP_KERNEL);

  handle->target = &target;
  kmsan_poison_memory(handle, sizeof(*handle), GFP_KERNEL); //~ created: untyped
  USE(*OPAQUE(handle)->target); //~ report: uninit-value
  kfree(handle);
}
