/* C's own atomics on a word that was stored atomically. */
#include <kmsan_case.h>

CASE(fetch_add_silent) {
  long *word = kmalloc(sizeof(*word), GFP_KERNEL);

  __atomic_store_n(OPAQUE(word), 5, __ATOMIC_RELEASE);
  USE(__atomic_fetch_add(OPAQUE(word), 2, __ATOMIC_SEQ_CST) == 5); //~ silent
  EXPECT(__atomic_exchange_n(OPAQUE(word), 1, __ATOMIC_SEQ_CST) == 7);
  kfree(word);
}
