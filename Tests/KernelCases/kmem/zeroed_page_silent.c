/* A page that was zeroed for its owner is initialized. */
#include <kmsan_case.h>

CASE(zeroed_page_silent) {
  char *page = (char *)__get_free_pages(GFP_KERNEL | __GFP_ZERO, 0);

  kmsan_check(page, 4096, "page"); //~ silent
  free_pages((unsigned long)page, 0);
}
