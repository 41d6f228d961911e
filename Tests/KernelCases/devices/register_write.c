/* A value that nobody set goes to a register: the caller checks it.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

CASE(register_write) {
  uint32_t *command = kmalloc(sizeof(*command), GFP_KERNEL); //~ created: malloc

  bus_space_write_4(HOSTED_BUS, HOSTED_DEVICE, HOSTED_DEVICE_FIFO, *OPAQUE(command)); //~ report: uninit-value
  kfree(command);
}
