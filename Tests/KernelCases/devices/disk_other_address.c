/* The disk gets the address of memory in the direct map, and the kernel uses another: what was read is
 * initialized there, too, and what lies behind it is not.
 *
 * Places: kernel
 */
#include <kmsan_case.h>

CASE(disk_other_address) {
  char *memory = (char *)__get_free_pages(GFP_KERNEL, 0); //~ created: kmem
  char *direct = machine_direct_map(memory);
  struct bio bio = {.bio_cmd = BIO_READ, .bio_data = direct + 8, .bio_bcount = 512};

  disk_strategy(&bio);
  USE(OPAQUE(memory)[8] + OPAQUE(memory)[519]);
  USE(OPAQUE(memory)[520]); //~ report: uninit-value
  free_pages((unsigned long)memory, 0);
}
