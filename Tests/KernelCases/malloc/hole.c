/* Memory of malloc(9) is read before it was written. */
#include <kmsan_case.h>

CASE(hole) {
  int *memory = malloc(sizeof(int) * 4, M_DEVBUF, M_WAITOK); //~ created: malloc

  memory[0] = memory[1] = memory[3] = 1;
  USE(OPAQUE(memory)[0]);
  USE(OPAQUE(memory)[2]); //~ report: uninit-value
  free(memory, M_DEVBUF);
}
