/* A string is copied with a byte that nobody set; its copy has the byte's origin.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

static __noinline void copy_name(char *to, const char *from) {
  kmsan_disable_current();
  strlcpy(to, from, 8); //~ stored
  kmsan_enable_current();
}

CASE(copied_name) {
  char name[8] = "vtnet0", copy[8] = "";

  kmsan_mark(name + 2, 1, KMSAN_STATE_UNINIT); //~ created: untyped
  copy_name(copy, name); //~ calls stored
  USE(OPAQUE(&copy[0])[1] == 't');
  USE(OPAQUE(&copy[0])[2] == 'n'); //~ report: uninit-value
}
