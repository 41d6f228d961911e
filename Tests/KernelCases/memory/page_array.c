/* A value that nobody set is kept in the kernel's array of pages. The entry of another page is as it was.
 *
 * Places: kernel
 */
#include <kmsan_case.h>

static __noinline void keep_count(uint64_t *entry, const uint64_t *count) {
  *entry = *count; //~ stored
}

CASE(page_array) {
  unsigned long page = __get_free_pages(GFP_KERNEL, 0), other = __get_free_pages(GFP_KERNEL, 0);
  uint64_t *entry = machine_page((void *)page);
  uint64_t *count = kmalloc(sizeof(*count), GFP_KERNEL); //~ created: malloc

  keep_count(entry, OPAQUE(count)); //~ calls stored
  USE(*OPAQUE(machine_page((void *)other))); //~ silent
  USE(*OPAQUE(entry)); //~ report: uninit-value
  *OPAQUE(entry) = 0;
  kfree(count);
  free_pages(other, 0);
  free_pages(page, 0);
}
