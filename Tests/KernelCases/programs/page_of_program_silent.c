/* The kernel's own address of a page of a program: what the program wrote is initialized, although the
 * memory was somebody's who left it uninitialized.
 *
 * Places: kernel
 */
#include <kmsan_programs.h>

enum { PAGES = 8 };

static int64_t read_page(uint64_t user, uint64_t second, uint64_t third) {
  const volatile uint64_t *page = machine_direct_map((void *)user);

  if (page[0] == 7)
    USE(page[511]); //~ silent
  return (int64_t)page[511];
}

CASE(page_of_program_silent) {
  unsigned long pages[PAGES];

  for (int i = 0; i < PAGES; i++)
    pages[i] = __get_free_pages(GFP_KERNEL, 0);
  for (int i = 0; i < PAGES; i++)
    free_pages(pages[i], 0);
  system_call_register(SYSTEM_CALL_CASES, read_page);
  EXPECT(process_run("page", program_call_with_heap, SYSTEM_CALL_CASES) == 7);
}
