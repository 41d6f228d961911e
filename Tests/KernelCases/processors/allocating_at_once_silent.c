/* Both processors allocate, copy and free at the same time.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

static void allocate_and_free(void *unused) {
  (void)unused;
  for (int i = 1; i < 500; i++) {
    char *memory = malloc((size_t)i, M_TEMP, M_WAITOK);
    char *copy = kmalloc((size_t)i, GFP_KERNEL);
    unsigned long page = __get_free_pages(GFP_KERNEL | __GFP_ZERO, 0);

    memset(memory, i, (size_t)i);
    memcpy(copy, memory, (size_t)i);
    kmsan_check(copy, (size_t)i, "copy"); //~ silent
    kmsan_check((void *)page, 4096, "page"); //~ silent
    free(memory, M_TEMP);
    kfree(copy);
    free_pages(page, 0);
  }
}

CASE(allocating_at_once_silent) {
  if (!machine_start_on(1, allocate_and_free, NULL)) {
    case_skip("one processor");
    return;
  }
  allocate_and_free(NULL);
  machine_wait_for(1);
}
