/* The kernel's own array of pages is initialized from the start.
 *
 * Places: kernel
 */
#include <kmsan_case.h>

CASE(page_array_silent) {
  unsigned long page = __get_free_pages(GFP_KERNEL, 0);
  const uint64_t *entry = machine_page((void *)page);

  EXPECT(entry != NULL);
  USE(*OPAQUE(entry)); //~ silent
  free_pages(page, 0);
}
