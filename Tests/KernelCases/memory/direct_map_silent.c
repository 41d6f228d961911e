/* What is written by one of the two addresses is initialized by the other.
 *
 * Places: kernel
 */
#include <kmsan_case.h>

CASE(direct_map_silent) {
  long *page = (long *)__get_free_pages(GFP_KERNEL, 0);
  long *alias = machine_direct_map(page);

  OPAQUE(alias)[0] = 1;
  OPAQUE(page)[1] = 2;
  USE(OPAQUE(page)[0] == 1); //~ silent
  USE(OPAQUE(alias)[1] == 2); //~ silent
  EXPECT(OPAQUE(page)[0] == 1 && OPAQUE(alias)[1] == 2);
  free_pages((unsigned long)page, 0);
}
