/* Memory is used after it was freed, though all of it had been written. */
#include <kmsan_case.h>

CASE(after_free) {
  int *memory = malloc(sizeof(int), M_TEMP, M_WAITOK);

  *memory = 1;
  USE(*OPAQUE(memory));
  free(memory, M_TEMP); //~ freed: malloc
  USE(*OPAQUE(memory)); //~ report: use-after-free
}
