/* The function that prepares the items of a type-stable zone forgets a field.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

struct socket {
  long protocol;
  long limit;
};

static int init_socket(void *item, int size, int flags) {
  struct socket *socket = item;

  (void)size;
  (void)flags;
  socket->protocol = 6;
  return 0;
}

CASE(type_stable_hole) {
  uma_zone_t zone = uma_zcreate(
      "socket", sizeof(struct socket), NULL, NULL, init_socket, NULL, UMA_ALIGN_PTR,
      UMA_ZONE_NOFREE);
  struct socket *socket = uma_zalloc(zone, M_WAITOK); //~ created: UMA

  USE(OPAQUE(socket)->protocol);
  USE(OPAQUE(socket)->limit); //~ report: uninit-value
  uma_zfree(zone, socket);
  uma_zdestroy(zone);
}
