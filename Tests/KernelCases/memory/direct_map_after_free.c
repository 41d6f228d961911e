/* A page was freed, and is read by its address in the direct map.
 *
 * Places: kernel
 */
#include <kmsan_case.h>

CASE(direct_map_after_free) {
  long *page = (long *)__get_free_pages(GFP_KERNEL | __GFP_ZERO, 0);
  const long *alias = machine_direct_map(page);

  free_pages((unsigned long)page, 0); //~ freed: kmem
  USE(OPAQUE(alias)[1]); //~ report: use-after-free
}
