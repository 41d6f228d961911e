/* Memory at an address that the kernel's map did not have before is uninitialized, and its metadata is
 * there from the first access on.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

CASE(grown_map) {
  char *memory = machine_grow_map(5 * 4096); //~ created: kmem

  for (int page = 0; page < 5; page++)
    memory[page * 4096 + 17] = 1;
  for (int page = 0; page < 5; page++)
    USE(OPAQUE(memory)[page * 4096 + 17]);
  USE(OPAQUE(memory)[4 * 4096 + 18]); //~ report: uninit-value
}
