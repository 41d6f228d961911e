/* An index is uninitialized, and so is the address that it makes. */
#include <kmsan_case.h>

static const int table[4] = {1, 2, 3, 4};

static __noinline void find_index(int kind, unsigned *index) {
  if (kind > 5)
    *index = 1;
}

static __noinline int look_up(const unsigned *index) {
  return OPAQUE(&table[0])[*index & 3]; //~ report: uninit-value
}

CASE(array_index) {
  unsigned index; //~ created: local index

  find_index(OPAQUE(1), &index);
  USE(look_up(&index)); //~ calls report
}
