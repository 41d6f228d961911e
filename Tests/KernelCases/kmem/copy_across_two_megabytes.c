/* A copy from one side of a boundary of 2 MB to the other takes shadow and origin along.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

enum { LARGE = 2 << 20 };

CASE(copy_across_two_megabytes) {
  char *memory = machine_grow_map(2 * LARGE + 4096); //~ created: kmem
  char *boundary = (char *)(((uintptr_t)memory + LARGE) & ~(uintptr_t)(LARGE - 1));

  memset(boundary - 64, 1, 64);
  memcpy(boundary, boundary - 64, 64);
  kmsan_check(boundary - 64, 128, "both sides");
  memcpy(boundary - 8, boundary + 64, 16); //~ stored
  kmsan_check(boundary - 64, 128, "again"); //~ report: uninit-value, bytes 56-71 of 128, check again
}
