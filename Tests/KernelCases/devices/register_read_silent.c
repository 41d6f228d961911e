/* What a register answers is initialized, in one piece and in many.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

CASE(register_read_silent) {
  uint16_t words[4];

  USE(bus_space_read_2(HOSTED_BUS, HOSTED_DEVICE, HOSTED_DEVICE_ID)); //~ silent
  bus_space_read_multi_2(HOSTED_BUS, HOSTED_DEVICE, HOSTED_DEVICE_FIFO, words, 4);
  USE(words[3]); //~ silent
}
