/* A page is used after it was freed. */
#include <kmsan_case.h>

CASE(page_after_free) {
  long *page = (long *)__get_free_pages(GFP_KERNEL | __GFP_ZERO, 0);

  free_pages((unsigned long)page, 0); //~ freed: kmem
  USE(OPAQUE(page)[100]); //~ report: use-after-free
}
