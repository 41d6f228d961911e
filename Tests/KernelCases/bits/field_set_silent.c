/* A bit-field was set, and its neighbours in the same byte were not. */
#include <kmsan_case.h>

struct switches {
  unsigned first : 3;
  unsigned second : 7;
  unsigned third : 5;
};

CASE(field_set_silent) {
  struct switches *switches = kmalloc(sizeof(*switches), GFP_KERNEL);

  OPAQUE(switches)->second = 5;
  USE(OPAQUE(switches)->second == 5); //~ silent
  EXPECT(OPAQUE(switches)->second == 5);
  kfree(switches);
}
