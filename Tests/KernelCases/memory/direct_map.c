/* Memory is read by its address in the direct map, where it is as uninitialized as by its own.
 *
 * Places: kernel
 */
#include <kmsan_case.h>

CASE(direct_map) {
  long *page = (long *)__get_free_pages(GFP_KERNEL, 0); //~ created: kmem
  const long *alias = machine_direct_map(page);

  page[0] = 1;
  USE(OPAQUE(alias)[0] == 1);
  EXPECT(OPAQUE(alias)[0] == 1);
  USE(OPAQUE(alias)[1]); //~ report: uninit-value
  free_pages((unsigned long)page, 0);
}
