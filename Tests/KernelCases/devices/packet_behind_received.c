/* A driver reads behind what was received.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

CASE(packet_behind_received) {
  char *data = kmalloc(64, GFP_KERNEL); //~ created: malloc
  struct mbuf packet = {.m_next = NULL, .m_data = data, .m_len = 40};

  network_receive(&packet);
  USE(OPAQUE(data)[39]);
  USE(OPAQUE(data)[40]); //~ report: uninit-value
  kfree(data);
}
