/* Memory that goes to a device word by word was not all written.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

CASE(region_write) {
  uint32_t *words = malloc(4 * sizeof(*words), M_DEVBUF, M_WAITOK); //~ created: malloc

  words[0] = words[1] = words[2] = 1;
  bus_space_write_region_4(HOSTED_BUS, HOSTED_DEVICE, HOSTED_DEVICE_MEMORY, words, 4); //~ report: uninit-value, bytes 12-15 of 16, check bus_space_write
  free(words, M_DEVBUF);
}
