/* A packet of 70 bytes arrives in two buffers of 64: the end of the second stays as it was.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

CASE(packet_arrives) {
  char *out = kmalloc(70, GFP_KERNEL);
  char *in = kmalloc(128, GFP_KERNEL); //~ created: malloc
  struct mbuf sent = {.m_data = out, .m_len = 70};
  struct mbuf second = {.m_data = in + 64, .m_len = 64};
  struct mbuf first = {.m_next = &second, .m_data = in, .m_len = 64};

  for (int i = 0; i < 70; i++)
    out[i] = (char)(i + 9);
  EXPECT(network_loop(&sent, &first) == 70);
  EXPECT(memcmp(out, in, 70) == 0);
  USE(OPAQUE(in)[70]); //~ report: uninit-value
  kfree(in);
  kfree(out);
}
