/* Packets between two network cards: checked on their way out, initialized as far as they arrived.
 * */
#include <kmsan_kernel.h>

#include "kernel_case.h"

static const char *no_network = "there are no two network cards";

/* A header of a packet, with three bytes of padding before the length. */
struct header {
  uint8_t to[6], from[6];
  uint8_t kind;
  uint32_t length;
};

CASE_FUNCTION void fill(struct header *header) {
  memset(header->to, 0xff, sizeof(header->to));
  memset(header->from, 2, sizeof(header->from));
  header->kind = 1;
  header->length = 46;
}

static void packet_with_padding(void) {
  CASE_NEEDS(network_is_there(), no_network);
  struct header *header = kmalloc(sizeof(*header), GFP_KERNEL);
  char payload[46] = {1};
  fill(header);
  struct mbuf second = {.m_data = payload, .m_len = sizeof(payload)};
  struct mbuf first = {.m_next = &second, .m_data = (char *)header, .m_len = sizeof(*header)};
  network_transmit(&first);
  kfree(header);
}
KERNEL_CASE(packet_with_padding, 1);

/* A packet of 70 bytes arrives in two buffers of 64: the end of the second stays as it was. */
static void packet_arrives(void) {
  CASE_NEEDS(network_is_there(), no_network);
  uint8_t *data = kmalloc(256, GFP_KERNEL);
  for (uint32_t i = 0; i < 70; i++)
    data[i] = (uint8_t)(i + 9);
  struct mbuf sent = {.m_data = (char *)data, .m_len = 70};
  struct mbuf second = {.m_data = (char *)data + 192, .m_len = 64};
  struct mbuf first = {.m_next = &second, .m_data = (char *)data + 128, .m_len = 64};
  CASE_EXPECT(network_loop(&sent, &first) == 70);
  CASE_EXPECT(memcmp(data, data + 128, 64) == 0 && memcmp(data + 64, data + 192, 6) == 0);
  if (*(volatile uint8_t *)&data[192 + 6] != 0)
    case_use(1);
  kfree(data);
}
KERNEL_CASE(packet_arrives, 1);

static void packet_fills_buffers(void) {
  CASE_NEEDS(network_is_there(), no_network);
  uint8_t *data = kmalloc(1514, GFP_KERNEL);
  struct mbuf second = {.m_data = (char *)data + 14, .m_len = 1500};
  struct mbuf first = {.m_next = &second, .m_data = (char *)data, .m_len = 14};
  network_receive(&first);
  CASE_EXPECT(data[0] == 1 && data[1513] == (uint8_t)1514);
  kfree(data);
}
KERNEL_CASE(packet_fills_buffers, 0);

/* More than a buffer has room for does not go elsewhere. */
static void packet_too_large(void) {
  CASE_NEEDS(network_is_there(), no_network);
  uint8_t *data = kzalloc(512, GFP_KERNEL);
  struct mbuf sent = {.m_data = (char *)data, .m_len = 256};
  memset(data, 7, 256);
  struct mbuf received = {.m_data = (char *)data + 256, .m_len = 100};
  CASE_EXPECT(network_loop(&sent, &received) == 100);
  CASE_EXPECT(data[256 + 99] == 7 && data[256 + 100] == 0);
  sent.m_len = 5000;
  CASE_EXPECT(network_transfer(&sent, NULL) == -1);
  kfree(data);
}
KERNEL_CASE(packet_too_large, 0);
