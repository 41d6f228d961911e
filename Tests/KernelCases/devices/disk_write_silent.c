/* A block that was written from the first byte to the last goes to the disk.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

CASE(disk_write_silent) {
  char *block = (char *)__get_free_pages(GFP_KERNEL, 0);
  struct bio bio = {.bio_cmd = BIO_WRITE, .bio_data = block, .bio_bcount = 4096};

  memset(block, 1, 4096);
  disk_strategy(&bio); //~ silent
  free_pages((unsigned long)block, 0);
}
