/* A large read in the middle of the disk: all of it arrives, on pages that lie anywhere in memory. Each
 * sector of the disk begins with the number after its own, and counts on from there.
 *
 * Places: kernel
 */
#include <kmsan_case.h>

CASE(disk_content_silent) {
  const size_t size = 100000 / 512 * 512, start = 5 * 512;
  uint8_t *data = malloc(size + 100, M_DEVBUF, M_WAITOK);
  struct bio bio = {
      .bio_cmd = BIO_READ, .bio_data = data + 100, .bio_bcount = size, .bio_offset = start};
  size_t right = 0;

  disk_strategy(&bio);
  for (size_t i = 0; i < size; i++)
    right += data[100 + i] == (uint8_t)(start + i + (start + i) / 512 + 1); //~ silent
  EXPECT(bio.bio_error == 0 && bio.bio_resid == 0 && right == size);
  free(data, M_DEVBUF);
}
