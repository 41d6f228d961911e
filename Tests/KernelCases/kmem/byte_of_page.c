/* A byte in the middle of a new page is used. */
#include <kmsan_case.h>

CASE(byte_of_page) {
  char *page = (char *)__get_free_pages(GFP_KERNEL, 0); //~ created: kmem

  page[1999] = page[2001] = 1;
  USE(OPAQUE(page)[2000]); //~ report: uninit-value
  free_pages((unsigned long)page, 0);
}
