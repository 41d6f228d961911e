/* A word crosses from one page into the next, and only the part in the first was written. */
#include <kmsan_case.h>

CASE(across_pages) {
  char *pages = (char *)__get_free_pages(GFP_KERNEL, 1); //~ created: kmem

  memset(pages, 0, 4096);
  USE(UNALIGNED(uint64_t, OPAQUE(pages + 4088)));
  USE(UNALIGNED(uint64_t, OPAQUE(pages + 4092))); //~ report: uninit-value
  free_pages((unsigned long)pages, 1);
}
