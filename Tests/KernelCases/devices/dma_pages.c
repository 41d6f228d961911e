/* A device writes pages that lie side by side for the kernel, and anywhere in memory.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

struct pages_seen {
  int count;
  bus_dma_segment_t segments[3];
};

static void note_pages(void *argument, bus_dma_segment_t *segments, int count, int error) {
  struct pages_seen *seen = argument;
  EXPECT(error == 0 && count >= 1 && count <= 3);
  seen->count = count;
  for (int i = 0; i < count && i < 3; i++)
    seen->segments[i] = segments[i];
}

CASE(dma_pages) {
  const size_t size = 3 * 4096 - 200;
  uint8_t *data = malloc(3 * 4096, M_DEVBUF, M_WAITOK); //~ created: malloc
  struct pages_seen seen;
  bus_dmamap_t map;

  bus_dmamap_create(HOSTED_DMA_TAG, 0, &map);
  bus_dmamap_load(HOSTED_DMA_TAG, map, data + 100, size, note_pages, &seen, 0);
  bus_dmamap_sync(HOSTED_DMA_TAG, map, BUS_DMASYNC_PREREAD);
  for (int i = 0; i < seen.count; i++) {
    const bus_dma_segment_t *segment = &seen.segments[i];
    bus_space_write_8(HOSTED_BUS, HOSTED_DEVICE, HOSTED_DEVICE_ADDRESS, segment->ds_addr);
    bus_space_write_4(
        HOSTED_BUS, HOSTED_DEVICE, HOSTED_DEVICE_LENGTH, (uint32_t)segment->ds_len);
    bus_space_write_4(HOSTED_BUS, HOSTED_DEVICE, HOSTED_DEVICE_COMMAND, HOSTED_DEVICE_RECEIVE);
  }
  bus_dmamap_sync(HOSTED_DMA_TAG, map, BUS_DMASYNC_POSTREAD);
  EXPECT((uint8_t)(OPAQUE(data)[size + 99] - OPAQUE(data)[100]) == (uint8_t)(size - 1));
  USE(OPAQUE(data)[99]); //~ report: uninit-value
  bus_dmamap_unload(HOSTED_DMA_TAG, map);
  bus_dmamap_destroy(HOSTED_DMA_TAG, map);
  free(data, M_DEVBUF);
}
