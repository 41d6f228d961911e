/* The constructor of a zone forgets a field; the creation is where the item was allocated. */
#include <kmsan_case.h>

struct channel {
  int number, mode;
};

static int construct_channel(void *item, int size, void *argument, int flags) {
  struct channel *channel = item;

  (void)size;
  (void)argument;
  (void)flags;
  channel->number = 1;
  return 0;
}

CASE(constructor_forgets) {
  uma_zone_t zone = uma_zcreate(
      "channel", sizeof(struct channel), construct_channel, NULL, NULL, NULL, UMA_ALIGN_PTR, 0);
  struct channel *channel = uma_zalloc(zone, M_WAITOK); //~ created: UMA

  USE(OPAQUE(channel)->mode); //~ report: uninit-value
  uma_zfree(zone, channel);
  uma_zdestroy(zone);
}
