/* With interrupts off, the driver looks by itself whether the disk is done.
 *
 * Places: kernel
 */
#include <kmsan_case.h>

CASE(disk_interrupts_off_silent) {
  uint8_t data[512];
  struct bio bio = {.bio_cmd = BIO_READ, .bio_data = data, .bio_bcount = sizeof(data)};

  machine_interrupts_off();
  disk_strategy(&bio);
  machine_interrupts_on();
  EXPECT(bio.bio_error == 0 && OPAQUE(data + 0)[511] == 0); //~ silent
}
