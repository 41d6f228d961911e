/* The same word, written by two stores in two pages. */
#include <kmsan_case.h>

CASE(across_pages_silent) {
  char *pages = (char *)__get_free_pages(GFP_KERNEL, 1);

  UNALIGNED(uint32_t, OPAQUE(pages + 4092)) = 1;
  UNALIGNED(uint32_t, OPAQUE(pages + 4096)) = 2;
  USE(UNALIGNED(uint64_t, OPAQUE(pages + 4092))); //~ silent
  EXPECT(UNALIGNED(uint64_t, OPAQUE(pages + 4092)) == 0x200000001);
  free_pages((unsigned long)pages, 1);
}
