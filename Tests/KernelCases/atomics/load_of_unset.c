/* C's own atomics: a load of a flag that nobody set. */
#include <kmsan_case.h>

CASE(load_of_unset) {
  int *flag = kmalloc(sizeof(*flag), GFP_KERNEL); //~ created: malloc

  USE(__atomic_load_n(OPAQUE(flag), __ATOMIC_ACQUIRE)); //~ report: uninit-value
  kfree(flag);
}
