/* Requests that the driver refuses transfer nothing: the memory stays as it was.
 *
 * Places: kernel
 */
#include <kmsan_case.h>

CASE(disk_refused) {
  char *block = malloc(512, M_DEVBUF, M_WAITOK); //~ created: malloc
  struct bio bio = {.bio_cmd = BIO_READ, .bio_data = block, .bio_bcount = 512};

  bio.bio_offset = 100;
  disk_strategy(&bio);
  EXPECT(bio.bio_error == 22 && bio.bio_resid == 512);
  bio.bio_offset = 1ll << 40;
  disk_strategy(&bio);
  EXPECT(bio.bio_error == 22 && bio.bio_resid == 512);
  USE(OPAQUE(block)[0]); //~ report: uninit-value
  free(block, M_DEVBUF);
}
