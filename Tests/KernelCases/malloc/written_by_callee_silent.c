/* A callee in the same file writes all of the memory. */
#include <kmsan_case.h>

struct settings {
  int speed, size;
};

static __noinline void set_defaults(struct settings *settings) {
  settings->speed = 1;
  settings->size = 2;
}

CASE(written_by_callee_silent) {
  struct settings *settings = malloc(sizeof(*settings), M_TEMP, M_NOWAIT);

  set_defaults(settings);
  USE(OPAQUE(settings)->speed + OPAQUE(settings)->size); //~ silent
  free(settings, M_TEMP);
}
