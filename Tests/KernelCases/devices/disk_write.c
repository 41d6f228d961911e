/* A block of which the end was not written goes to the disk.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

CASE(disk_write) {
  char *block = malloc(512, M_DEVBUF, M_WAITOK); //~ created: malloc
  struct bio bio = {.bio_cmd = BIO_WRITE, .bio_data = block, .bio_bcount = 512};

  memset(block, 7, 500);
  disk_strategy(&bio); //~ report: uninit-value, bytes 500-511 of 512, check disk_strategy
  free(block, M_DEVBUF);
}
