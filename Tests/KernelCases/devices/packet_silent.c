/* A packet in three buffers, all of them written; what lies behind the length of one does not count.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

CASE(packet_silent) {
  char *data = kmalloc(96, GFP_KERNEL);
  struct mbuf third = {.m_next = NULL, .m_data = data + 64, .m_len = 10};
  struct mbuf second = {.m_next = &third, .m_data = data + 32, .m_len = 32};
  struct mbuf first = {.m_next = &second, .m_data = data, .m_len = 32};

  memset(data, 1, 74);
  network_transmit(&first); //~ silent
  kfree(data);
}
