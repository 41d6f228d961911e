/* bus_dma(9) for kernel-style programs that run in a process, reduced to one piece of memory for each
 * map. The device of machine/bus.h takes the addresses that the callback gets.
 *
 * Source: FreeBSD 14, bus_dma(9).
 */
#ifndef KMSAN_SYS_BUS_DMA_H
#define KMSAN_SYS_BUS_DMA_H

#include <machine/bus.h>
#include <kmsan_runtime.h>

/* What happens to the memory of a map around a transfer; may be combined. */
#define BUS_DMASYNC_PREREAD KMSAN_DMASYNC_PREREAD     /* the device is going to write it */
#define BUS_DMASYNC_POSTREAD KMSAN_DMASYNC_POSTREAD   /* the device wrote it: it is initialized */
#define BUS_DMASYNC_PREWRITE KMSAN_DMASYNC_PREWRITE   /* the device is going to read it: checked */
#define BUS_DMASYNC_POSTWRITE KMSAN_DMASYNC_POSTWRITE /* the device read it */

/* The only tag. */
typedef const struct bus_dma_tag *bus_dma_tag_t;
#define HOSTED_DMA_TAG ((bus_dma_tag_t)0)

struct bus_dmamap {
  void *data;
  bus_size_t size;
};
typedef struct bus_dmamap *bus_dmamap_t;
/* For bus_dmamap_create(): the device cannot reach all memory, so that on a machine it gets a page, to
 * and from which bus_dmamap_sync() copies. */
#define BUS_DMA_COULD_BOUNCE 0x40

typedef struct {
  bus_addr_t ds_addr;
  bus_size_t ds_len;
} bus_dma_segment_t;
typedef void bus_dmamap_callback_t(
    void *argument, bus_dma_segment_t *segments, int count, int error);

#ifdef __cplusplus
extern "C" {
#endif

/* Makes an empty map. 0, or ENOMEM. */
int bus_dmamap_create(bus_dma_tag_t tag, int flags, bus_dmamap_t *map);
int bus_dmamap_destroy(bus_dma_tag_t tag, bus_dmamap_t map);
/* Puts memory into a map, and calls the function with its addresses for the device; 0. */
int bus_dmamap_load(
    bus_dma_tag_t tag, bus_dmamap_t map, void *data, bus_size_t size,
    bus_dmamap_callback_t *callback, void *argument, int flags);
void bus_dmamap_unload(bus_dma_tag_t tag, bus_dmamap_t map);
/* Says what happens to the memory of a map; an empty one is allowed. */
void bus_dmamap_sync(bus_dma_tag_t tag, bus_dmamap_t map, unsigned operations);

#ifdef __cplusplus
}
#endif
#endif
