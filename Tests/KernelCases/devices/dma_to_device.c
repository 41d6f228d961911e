/* A device is about to read memory of which a byte was not written.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

static void start_transmit(void *argument, bus_dma_segment_t *segments, int count, int error) {
  (void)argument;
  EXPECT(count == 1 && error == 0);
  bus_space_write_8(HOSTED_BUS, HOSTED_DEVICE, HOSTED_DEVICE_ADDRESS, segments[0].ds_addr);
  bus_space_write_4(
      HOSTED_BUS, HOSTED_DEVICE, HOSTED_DEVICE_LENGTH, (uint32_t)segments[0].ds_len);
}

CASE(dma_to_device) {
  char *ring = malloc(32, M_DEVBUF, M_WAITOK); //~ created: malloc
  bus_dmamap_t map;

  memset(ring, 1, 20);
  memset(ring + 21, 1, 11);
  bus_dmamap_create(HOSTED_DMA_TAG, 0, &map);
  bus_dmamap_load(HOSTED_DMA_TAG, map, ring, 32, start_transmit, NULL, 0);
  bus_dmamap_sync(HOSTED_DMA_TAG, map, BUS_DMASYNC_PREWRITE); //~ report: uninit-value, byte 20 of 32, check bus_dmamap_sync
  bus_space_write_4(HOSTED_BUS, HOSTED_DEVICE, HOSTED_DEVICE_COMMAND, HOSTED_DEVICE_TRANSMIT);
  bus_dmamap_sync(HOSTED_DMA_TAG, map, BUS_DMASYNC_POSTWRITE);
  bus_dmamap_unload(HOSTED_DMA_TAG, map);
  bus_dmamap_destroy(HOSTED_DMA_TAG, map);
  free(ring, M_DEVBUF);
}
