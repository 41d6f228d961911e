/* A structure of many words travels on the stack. */
#include <kmsan_case.h>

struct page_of_words {
  long words[20];
};

static __noinline void use_last_word(struct page_of_words page) {
  USE(page.words[18]);
  USE(page.words[19]); //~ report: uninit-value
}

CASE(large_by_value) {
  struct page_of_words *page = kmalloc(sizeof(*page), GFP_KERNEL); //~ created: malloc

  memset(page, 0, 19 * sizeof(long));
  use_last_word(*OPAQUE(page)); //~ calls report
  kfree(page);
}
