/* The device gets a page in place of the driver's memory; the check names the driver's memory all the
 * same, and what the device wrote is there after the sync.
 *
 * Places: kernel
 */
#include <kmsan_case.h>

static void note_bounced(void *argument, bus_dma_segment_t *segments, int count, int error) {
  EXPECT(error == 0 && count == 1);
  *(bus_dma_segment_t *)argument = segments[0];
}

static __noinline void command_bounced(
    const bus_dma_segment_t *segment, uint32_t size, uint32_t command) {
  bus_space_write_8(HOSTED_BUS, HOSTED_DEVICE, HOSTED_DEVICE_ADDRESS, segment->ds_addr);
  bus_space_write_4(HOSTED_BUS, HOSTED_DEVICE, HOSTED_DEVICE_LENGTH, size);
  bus_space_write_4(HOSTED_BUS, HOSTED_DEVICE, HOSTED_DEVICE_COMMAND, command);
}

CASE(dma_bounced) {
  uint8_t *ring = malloc(64, M_DEVBUF, M_WAITOK); //~ created: malloc
  bus_dma_segment_t segment;
  bus_dmamap_t map;

  memset(ring, 2, 63);
  bus_dmamap_create(HOSTED_DMA_TAG, BUS_DMA_COULD_BOUNCE, &map);
  bus_dmamap_load(HOSTED_DMA_TAG, map, ring, 64, note_bounced, &segment, 0);
  bus_dmamap_sync(HOSTED_DMA_TAG, map, BUS_DMASYNC_PREWRITE); //~ report: uninit-value, byte 63 of 64, check bus_dmamap_sync
  uint64_t before = bus_space_read_8(HOSTED_BUS, HOSTED_DEVICE, HOSTED_DEVICE_SUM);
  command_bounced(&segment, 63, HOSTED_DEVICE_TRANSMIT);
  EXPECT(bus_space_read_8(HOSTED_BUS, HOSTED_DEVICE, HOSTED_DEVICE_SUM) - before == 2 * 63);
  bus_dmamap_sync(HOSTED_DMA_TAG, map, BUS_DMASYNC_POSTWRITE | BUS_DMASYNC_PREREAD);
  command_bounced(&segment, 64, HOSTED_DEVICE_RECEIVE);
  EXPECT(OPAQUE(ring)[0] == 2);
  bus_dmamap_sync(HOSTED_DMA_TAG, map, BUS_DMASYNC_POSTREAD);
  EXPECT((uint8_t)(OPAQUE(ring)[63] - OPAQUE(ring)[0]) == 63);
  bus_dmamap_unload(HOSTED_DMA_TAG, map);
  bus_dmamap_destroy(HOSTED_DMA_TAG, map);
  free(ring, M_DEVBUF);
}
