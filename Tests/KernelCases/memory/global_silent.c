/* Global variables are initialized, those without an initializer with zero. */
#include <kmsan_case.h>

static int zeroed[1000];
static int counted[3] = {1, 2, 3};
static const char *const names[] = {"em", "vtnet"};

CASE(global_silent) {
  USE(OPAQUE(&zeroed[0])[999]); //~ silent
  USE(OPAQUE(&counted[0])[2]); //~ silent
  USE(OPAQUE(&names[0])[1][4] == 't'); //~ silent
}
