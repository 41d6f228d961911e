/* A device wrote the memory, and the driver uses it without the sync that belongs between them: on
 * other machines it would read what a cache still holds.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

static void start_unsynced(void *argument, bus_dma_segment_t *segments, int count, int error) {
  (void)argument;
  EXPECT(count == 1 && error == 0);
  bus_space_write_8(HOSTED_BUS, HOSTED_DEVICE, HOSTED_DEVICE_ADDRESS, segments[0].ds_addr);
  bus_space_write_4(
      HOSTED_BUS, HOSTED_DEVICE, HOSTED_DEVICE_LENGTH, (uint32_t)segments[0].ds_len);
}

CASE(dma_without_sync) {
  char *ring = malloc(32, M_DEVBUF, M_WAITOK); //~ created: malloc
  bus_dmamap_t map;

  bus_dmamap_create(HOSTED_DMA_TAG, 0, &map);
  bus_dmamap_load(HOSTED_DMA_TAG, map, ring, 32, start_unsynced, NULL, 0);
  bus_dmamap_sync(HOSTED_DMA_TAG, map, BUS_DMASYNC_PREREAD);
  bus_space_write_4(HOSTED_BUS, HOSTED_DEVICE, HOSTED_DEVICE_COMMAND, HOSTED_DEVICE_RECEIVE);
  USE(OPAQUE(ring)[31]); //~ report: uninit-value
  bus_dmamap_unload(HOSTED_DMA_TAG, map);
  bus_dmamap_destroy(HOSTED_DMA_TAG, map);
  free(ring, M_DEVBUF);
}
