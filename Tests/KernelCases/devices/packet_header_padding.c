/* The padding of a header goes out with a packet.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

struct frame_header {
  uint8_t to[6], from[6];
  uint8_t kind;
  uint32_t length;
};

CASE(packet_header_padding) {
  struct frame_header *header = kmalloc(sizeof(*header), GFP_KERNEL); //~ created: malloc
  char payload[46] = {1};
  struct mbuf second = {.m_data = payload, .m_len = sizeof(payload)};
  struct mbuf first = {.m_next = &second, .m_data = (char *)header, .m_len = sizeof(*header)};

  memset(header->to, 0xff, sizeof(header->to));
  memset(header->from, 2, sizeof(header->from));
  header->kind = 1;
  header->length = sizeof(payload);
  network_transmit(&first); //~ report: uninit-value, bytes 13-15 of 20, check network_transmit
  kfree(header);
}
