/* A page that comes back from another owner is uninitialized again. */
#include <kmsan_case.h>

static __noinline unsigned long used_page(void) {
  unsigned long page = __get_free_pages(GFP_KERNEL, 0);

  memset((void *)page, 1, 4096);
  free_pages(page, 0);
  return page;
}

CASE(new_owner_of_page) {
  used_page();
  unsigned long page = __get_free_pages(GFP_KERNEL, 0); //~ created: kmem
  USE(*OPAQUE((long *)page)); //~ report: uninit-value
  free_pages(page, 0);
}
