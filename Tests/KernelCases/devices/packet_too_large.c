/* A packet has more bytes than its buffer: the memory behind the buffer stays as it was.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

CASE(packet_too_large) {
  char out[200];
  char *in = kmalloc(128, GFP_KERNEL); //~ created: malloc
  struct mbuf sent = {.m_data = out, .m_len = sizeof(out)};
  struct mbuf received = {.m_data = in, .m_len = 100};

  memset(out, 7, sizeof(out));
  EXPECT(network_loop(&sent, &received) == 100);
  USE(OPAQUE(in)[99]);
  USE(OPAQUE(in)[100]); //~ report: uninit-value
  kfree(in);
}
