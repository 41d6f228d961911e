/* The constructor of a zone writes each item at its allocation. */
#include <kmsan_case.h>

struct buffer {
  int size, state;
};

static int construct_buffer(void *item, int size, void *argument, int flags) {
  struct buffer *buffer = item;

  (void)argument;
  (void)flags;
  buffer->size = size;
  buffer->state = 1;
  return 0;
}

CASE(constructor_silent) {
  uma_zone_t zone = uma_zcreate(
      "buffer", sizeof(struct buffer), construct_buffer, NULL, NULL, NULL, UMA_ALIGN_PTR, 0);
  struct buffer *buffer = uma_zalloc(zone, M_WAITOK);

  USE(OPAQUE(buffer)->state); //~ silent
  EXPECT(OPAQUE(buffer)->size == sizeof(struct buffer));
  uma_zfree(zone, buffer);
  uma_zdestroy(zone);
}
