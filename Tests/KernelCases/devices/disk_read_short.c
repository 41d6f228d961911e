/* The disk writes less than was asked for, and says so: the rest stays as it was.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

CASE(disk_read_short) {
  char *block = malloc(512, M_DEVBUF, M_WAITOK); //~ created: malloc
  struct bio bio = {.bio_cmd = BIO_READ, .bio_data = block, .bio_bcount = 512};

  hosted_disk_cut_short(100);
  disk_strategy(&bio);
  EXPECT(bio.bio_error == 0 && bio.bio_resid == 412);
  USE(OPAQUE(block)[99]);
  USE(OPAQUE(block)[100]); //~ report: uninit-value
  free(block, M_DEVBUF);
}
