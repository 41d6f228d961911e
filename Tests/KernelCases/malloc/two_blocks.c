/* Of two blocks in one sum, the one that was not written is named. */
#include <kmsan_case.h>

CASE(two_blocks) {
  int *written = malloc(sizeof(int), M_TEMP, M_WAITOK);
  int *unwritten = malloc(sizeof(int), M_DEVBUF, M_WAITOK); //~ created: malloc

  *written = 1;
  USE(*OPAQUE(written) + *OPAQUE(unwritten)); //~ report: uninit-value
  free(written, M_TEMP);
  free(unwritten, M_DEVBUF);
}
