/* The last page of a run was not written. */
#include <kmsan_case.h>

CASE(many_pages) {
  char *pages = (char *)__get_free_pages(GFP_KERNEL, 3); //~ created: kmem

  memset(pages, 1, 7 * 4096);
  kmsan_check(pages, 7 * 4096, "seven");
  kmsan_check(pages, 8 * 4096, "eight"); //~ report: uninit-value, bytes 28672-32767 of 32768, check eight
  free_pages((unsigned long)pages, 3);
}
