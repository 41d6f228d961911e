/* A ring that the device reads and writes need not be all written before: the device may do that.
 *
 * Places: kernel, hosted
 */
#include <kmsan_case.h>

static void note_loaded(void *argument, bus_dma_segment_t *segments, int count, int error) {
  *(bool *)argument = count == 1 && error == 0 && segments[0].ds_len == 64;
}

CASE(dma_in_both_directions_silent) {
  char *ring = malloc(64, M_DEVBUF, M_WAITOK);
  bool is_loaded = false;
  bus_dmamap_t map;

  memset(ring, 1, 16);
  bus_dmamap_create(HOSTED_DMA_TAG, 0, &map);
  bus_dmamap_load(HOSTED_DMA_TAG, map, ring, 64, note_loaded, &is_loaded, 0);
  EXPECT(is_loaded);
  bus_dmamap_sync(HOSTED_DMA_TAG, map, BUS_DMASYNC_PREREAD | BUS_DMASYNC_PREWRITE); //~ silent
  bus_dmamap_sync(HOSTED_DMA_TAG, map, BUS_DMASYNC_POSTREAD | BUS_DMASYNC_POSTWRITE);
  USE(OPAQUE(ring)[63]); //~ silent
  bus_dmamap_unload(HOSTED_DMA_TAG, map);
  bus_dmamap_destroy(HOSTED_DMA_TAG, map);
  free(ring, M_DEVBUF);
}
