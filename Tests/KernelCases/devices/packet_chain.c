/* The second buffer of a packet has a byte that was not written. Offsets count from its start.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

CASE(packet_chain) {
  char header[14] = {0};
  char *payload = kmalloc(100, GFP_KERNEL); //~ created: malloc
  struct mbuf second = {.m_next = NULL, .m_data = payload, .m_len = 100};
  struct mbuf first = {.m_next = &second, .m_data = header, .m_len = sizeof(header)};

  memset(payload, 1, 50);
  memset(payload + 51, 1, 49);
  network_transmit(&first); //~ report: uninit-value, byte 50 of 100, check network_transmit
  kfree(payload);
}
