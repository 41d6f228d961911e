/* Memory that a device reaches by itself, as bus_dma(9) says it to the sanitizer. The device is the
 * made-up one of machine/bus.h, which takes physical addresses. */
#include "kernel_case.h"

#include <kmsan_kernel.h>
#include <machine/bus.h>

enum { RING = 64 };

/* What a callback has learned of the segments. */
struct segments {
  int count, error;
  bus_dma_segment_t of[4];
};

static void note(void *argument, bus_dma_segment_t *segments, int count, int error) {
  struct segments *noted = argument;
  noted->count = count;
  noted->error = error;
  for (int i = 0; i < count && i < 4; i++)
    noted->of[i] = segments[i];
}

CASE_FUNCTION void transfer(const struct segments *segments, uint32_t command) {
  for (int i = 0; i < segments->count; i++) {
    const bus_dma_segment_t *segment = &segments->of[i];
    bus_space_write_8(HOSTED_BUS, HOSTED_DEVICE, HOSTED_DEVICE_ADDRESS, segment->ds_addr);
    bus_space_write_4(HOSTED_BUS, HOSTED_DEVICE, HOSTED_DEVICE_LENGTH, (uint32_t)segment->ds_len);
    bus_space_write_4(HOSTED_BUS, HOSTED_DEVICE, HOSTED_DEVICE_COMMAND, command);
  }
}

CASE_FUNCTION bus_dmamap_t load(int flags, void *data, size_t size, struct segments *segments) {
  bus_dmamap_t map;
  CASE_EXPECT(bus_dmamap_create(HOSTED_DMA_TAG, flags, &map) == 0);
  bus_dmamap_load(HOSTED_DMA_TAG, map, data, size, note, segments, 0);
  return map;
}

CASE_FUNCTION void unload(bus_dmamap_t map) {
  bus_dmamap_unload(HOSTED_DMA_TAG, map);
  bus_dmamap_destroy(HOSTED_DMA_TAG, map);
}

/* Pages that lie side by side in the kernel map and anywhere in memory. */
static void dma_from_device(void) {
  const size_t size = 3 * 4096;
  struct segments segments;
  uint8_t *data = kernel_memory_allocate(size);
  bus_dmamap_t map = load(0, data + 100, size - 200, &segments);
  CASE_EXPECT(segments.error == 0 && segments.count >= 1 && segments.count <= 3);
  bus_dmamap_sync(HOSTED_DMA_TAG, map, BUS_DMASYNC_PREREAD);
  transfer(&segments, HOSTED_DEVICE_RECEIVE);
  bus_dmamap_sync(HOSTED_DMA_TAG, map, BUS_DMASYNC_POSTREAD);
  CASE_EXPECT((uint8_t)(data[size - 101] - data[100]) == (uint8_t)(size - 201));
  unload(map);
  if (*(volatile uint8_t *)&data[99] != 0)
    case_use(1);
  kernel_memory_free(data);
}
KERNEL_CASE(dma_from_device, 1);

static void dma_to_device(void) {
  struct segments segments;
  uint8_t *ring = kmalloc(RING, GFP_KERNEL);
  memset(ring, 1, 20);
  memset(ring + 24, 1, RING - 24);
  bus_dmamap_t map = load(0, ring, RING, &segments);
  bus_dmamap_sync(HOSTED_DMA_TAG, map, BUS_DMASYNC_PREWRITE);
  transfer(&segments, HOSTED_DEVICE_TRANSMIT);
  bus_dmamap_sync(HOSTED_DMA_TAG, map, BUS_DMASYNC_POSTWRITE);
  unload(map);
  kfree(ring);
}
KERNEL_CASE(dma_to_device, 1);

/* The device wrote, and nobody said so. */
static void dma_without_sync(void) {
  struct segments segments;
  uint8_t *ring = kmalloc(RING, GFP_KERNEL);
  bus_dmamap_t map = load(0, ring, RING, &segments);
  bus_dmamap_sync(HOSTED_DMA_TAG, map, BUS_DMASYNC_PREREAD);
  transfer(&segments, HOSTED_DEVICE_RECEIVE);
  if (*(volatile uint8_t *)&ring[5] != 0)
    case_use(1);
  unload(map);
  kfree(ring);
}
KERNEL_CASE(dma_without_sync, 1);

/* The device sees a page of its own; the check names the driver's memory all the same. */
static void dma_by_bounce_page(void) {
  struct segments segments;
  uint8_t *ring = kmalloc(RING, GFP_KERNEL);
  bus_dmamap_t map = load(KERNEL_DMA_BOUNCE, ring, RING, &segments);
  CASE_EXPECT(segments.count == 1);
  CASE_EXPECT(segments.of[0].ds_addr != kernel_physical((uintptr_t)ring));
  memset(ring, 2, RING - 1);
  bus_dmamap_sync(HOSTED_DMA_TAG, map, BUS_DMASYNC_PREWRITE);
  uint64_t sum = bus_space_read_8(HOSTED_BUS, HOSTED_DEVICE, HOSTED_DEVICE_SUM);
  segments.of[0].ds_len = RING - 1;
  transfer(&segments, HOSTED_DEVICE_TRANSMIT);
  sum = bus_space_read_8(HOSTED_BUS, HOSTED_DEVICE, HOSTED_DEVICE_SUM) - sum;
  CASE_EXPECT(sum == 2 * (RING - 1));
  bus_dmamap_sync(HOSTED_DMA_TAG, map, BUS_DMASYNC_POSTWRITE | BUS_DMASYNC_PREREAD);
  segments.of[0].ds_len = RING;
  transfer(&segments, HOSTED_DEVICE_RECEIVE);
  CASE_EXPECT(ring[0] == 2);
  bus_dmamap_sync(HOSTED_DMA_TAG, map, BUS_DMASYNC_POSTREAD);
  CASE_EXPECT((uint8_t)(ring[RING - 1] - ring[0]) == RING - 1);
  unload(map);
  kfree(ring);
}
KERNEL_CASE(dma_by_bounce_page, 1);

static void dma_refuses(void) {
  struct segments segments;
  uint8_t *data = kzalloc(8192, GFP_KERNEL);
  bus_dmamap_t map = load(KERNEL_DMA_BOUNCE, data, 8192, &segments);
  CASE_EXPECT(segments.error != 0 && segments.count == 0);
  unload(map);
  map = load(0, (void *)8, RING, &segments);
  CASE_EXPECT(segments.error != 0 && segments.count == 0);
  unload(map);
  kfree(data);
}
KERNEL_CASE(dma_refuses, 0);
