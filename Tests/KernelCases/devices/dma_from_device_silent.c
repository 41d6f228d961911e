/* A device writes memory behind the sanitizer's back, and the driver says so afterwards.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

static void start_receive(void *argument, bus_dma_segment_t *segments, int count, int error) {
  (void)argument;
  EXPECT(count == 1 && error == 0);
  bus_space_write_8(HOSTED_BUS, HOSTED_DEVICE, HOSTED_DEVICE_ADDRESS, segments[0].ds_addr);
  bus_space_write_4(
      HOSTED_BUS, HOSTED_DEVICE, HOSTED_DEVICE_LENGTH, (uint32_t)segments[0].ds_len);
}

CASE(dma_from_device_silent) {
  char *ring = malloc(32, M_DEVBUF, M_WAITOK);
  bus_dmamap_t map;

  bus_dmamap_create(HOSTED_DMA_TAG, 0, &map);
  bus_dmamap_load(HOSTED_DMA_TAG, map, ring, 32, start_receive, NULL, 0);
  bus_dmamap_sync(HOSTED_DMA_TAG, map, BUS_DMASYNC_PREREAD);
  bus_space_write_4(HOSTED_BUS, HOSTED_DEVICE, HOSTED_DEVICE_COMMAND, HOSTED_DEVICE_RECEIVE);
  bus_dmamap_sync(HOSTED_DMA_TAG, map, BUS_DMASYNC_POSTREAD);
  USE(OPAQUE(ring)[31]); //~ silent
  EXPECT((char)(ring[1] - ring[0]) == 1 && (char)(ring[31] - ring[0]) == 31);
  bus_dmamap_unload(HOSTED_DMA_TAG, map);
  bus_dmamap_destroy(HOSTED_DMA_TAG, map);
  free(ring, M_DEVBUF);
}
