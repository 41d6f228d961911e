/* A packet that came from the network is initialized in all of its buffers.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

CASE(packet_received_silent) {
  char *data = kmalloc(64, GFP_KERNEL);
  struct mbuf second = {.m_next = NULL, .m_data = data + 32, .m_len = 32};
  struct mbuf first = {.m_next = &second, .m_data = data, .m_len = 32};

  network_receive(&first);
  USE(OPAQUE(data)[31] + OPAQUE(data)[63]); //~ silent
  kfree(data);
}
