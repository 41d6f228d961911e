/* kmsan_mark() and kmsan_orig(): an allocator of one's own says whose memory it gives.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

static char pool[64];

static __noinline void *pool_allocate(size_t size) {
  kmsan_mark(pool, size, KMSAN_STATE_UNINIT);
  kmsan_orig(pool, size, KMSAN_TYPE_UMA, KMSAN_RET_ADDR);
  return pool;
}

CASE(marked) {
  char *memory = pool_allocate(16); //~ created: UMA

  memory[0] = 1;
  USE(OPAQUE(memory)[0]);
  USE(OPAQUE(memory)[1]); //~ report: uninit-value
  kmsan_mark(pool, sizeof(pool), KMSAN_STATE_INITED);
}
