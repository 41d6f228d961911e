/* A word crosses a boundary of 2 MB, where the page tables of memory and of shadow change.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

enum { LARGE_PAGE = 2 << 20 };

CASE(across_two_megabytes) {
  char *memory = machine_grow_map(2 * LARGE_PAGE + 4096); //~ created: kmem
  char *boundary = (char *)(((uintptr_t)memory + LARGE_PAGE) & ~(uintptr_t)(LARGE_PAGE - 1));

  EXPECT(boundary > memory);
  memset(boundary - 8, 0, 12);
  USE(UNALIGNED(uint64_t, OPAQUE(boundary - 4)));
  USE(UNALIGNED(uint64_t, OPAQUE(boundary - 3))); //~ report: uninit-value
}
