/* A block that was read from the disk before its end was changed goes back as it should; a new one
 * with the same change does not.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

static __noinline void change(char *block) { memset(block, 7, 8); }

CASE(disk_write_read_back) {
  char *old = malloc(512, M_DEVBUF, M_WAITOK);
  char *new = malloc(512, M_DEVBUF, M_WAITOK); //~ created: malloc
  struct bio bio = {.bio_cmd = BIO_READ, .bio_data = old, .bio_bcount = 512};

  disk_strategy(&bio);
  change(old);
  bio.bio_cmd = BIO_WRITE;
  disk_strategy(&bio);
  change(new);
  bio.bio_data = new;
  disk_strategy(&bio); //~ report: uninit-value, bytes 8-511 of 512, check disk_strategy
  free(old, M_DEVBUF);
  free(new, M_DEVBUF);
}
