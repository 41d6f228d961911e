/* C's own atomics: an exchange returns what nobody has set, and leaves an initialized word. */
#include <kmsan_case.h>

CASE(exchanged_value) {
  long *word = kmalloc(sizeof(*word), GFP_KERNEL); //~ created: malloc

  USE(__atomic_exchange_n(OPAQUE(word), 1, __ATOMIC_SEQ_CST)); //~ report: uninit-value
  USE(*OPAQUE(word) == 1);
  kfree(word);
}
