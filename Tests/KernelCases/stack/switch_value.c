/* A switch depends on a local variable that nobody set. */
#include <kmsan_case.h>

static __noinline void choose_mode(int kind, int *mode) {
  if (kind > 5)
    *mode = kind;
}

static __noinline int cost_of(int mode) {
  return mode * 3;
}

CASE(switch_value) {
  int mode; //~ created: local mode

  choose_mode(OPAQUE(1), &mode);
  switch (mode) { //~ report: uninit-value
  case 1:
    EXPECT(cost_of(1) == 3);
    break;
  case 77:
    EXPECT(cost_of(2) == 6);
    break;
  }
}
