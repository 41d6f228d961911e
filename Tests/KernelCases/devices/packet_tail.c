/* The length of a packet counts bytes that were not written.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

CASE(packet_tail) {
  char *frame = kmalloc(64, GFP_KERNEL); //~ created: malloc
  struct mbuf packet = {.m_next = NULL, .m_data = frame, .m_len = 60};

  memset(frame, 0, 42);
  network_transmit(&packet); //~ report: uninit-value, bytes 42-59 of 60, check network_transmit
  kfree(frame);
}
