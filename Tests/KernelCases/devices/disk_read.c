/* What a disk wrote is initialized.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

CASE(disk_read) {
  char *block = malloc(512, M_DEVBUF, M_WAITOK);
  struct bio bio = {.bio_cmd = BIO_READ, .bio_data = block, .bio_bcount = 512};

  disk_strategy(&bio);
  USE(OPAQUE(block)[511]); //~ silent
  free(block, M_DEVBUF);
}
