/* What a stack gave to the disk comes back into a global variable.
 *
 * Places: kernel
 */
#include <kmsan_case.h>

static uint8_t back[1536];

CASE(disk_write_then_read_silent) {
  uint8_t data[1536];
  struct bio bio = {
      .bio_cmd = BIO_WRITE, .bio_data = data, .bio_bcount = sizeof(data), .bio_offset = 51200};

  for (size_t i = 0; i < sizeof(data); i++)
    data[i] = (uint8_t)(i * 7);
  disk_strategy(&bio); //~ silent
  EXPECT(bio.bio_error == 0);
  bio.bio_cmd = BIO_READ;
  bio.bio_data = back;
  disk_strategy(&bio);
  EXPECT(bio.bio_error == 0 && memcmp(data, back, sizeof(data)) == 0); //~ silent
}
