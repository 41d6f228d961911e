/* Memory is used after it was freed, though all of it had been written. An
 * allocator may keep a link at its start or in its middle, which is initialized: cases look elsewhere. */
#include <kmsan_case.h>

CASE(after_free) {
  int *memory = malloc(8 * sizeof(int), M_TEMP, M_WAITOK);

  memset(memory, 1, 8 * sizeof(int));
  USE(OPAQUE(memory)[2]);
  free(memory, M_TEMP); //~ freed: malloc
  USE(OPAQUE(memory)[2]); //~ report: use-after-free
}
