/* A structure with a field that nobody set is passed by value. */
#include <kmsan_case.h>

struct pair {
  int first, second;
};

static __noinline void use_second(struct pair pair) {
  USE(pair.second); //~ report: uninit-value
}

CASE(by_value) {
  struct pair *pair = kmalloc(sizeof(*pair), GFP_KERNEL); //~ created: malloc

  pair->first = 1;
  use_second(*OPAQUE(pair)); //~ calls report
  kfree(pair);
}
