/* The address space above user memory. Four-level page tables: an entry of the top table, a slot,
 * maps 512 GB. Each map with metadata has the same distances to its shadow and to its origins, so
 * that one subtraction finds the metadata of the kernel map, of the kernel's image and of the
 * direct map.
 *
 *   slots      map
 *   484-487    origins of the direct map
 *   492-495    origins of the kernel map
 *   496-499    shadow of the direct map
 *   500-503    direct map: all memory that the kernel gives away, page for page
 *   504-507    shadow of the kernel map
 *   508-511    kernel map: kernel memory, stacks, device registers, page array, the image
 *
 * The numbers of the kernel map and of its metadata are those of FreeBSD 14,
 * sys/amd64/include/pmap.h. There the direct map lies elsewhere and has no metadata.
 */
#ifndef KERNEL_LAYOUT_H
#define KERNEL_LAYOUT_H

#define KERNEL_MAP_SLOTS 4
#define DIRECT_MAP_SLOTS 4
#define SHADOW_SLOTS_BELOW 4
#define ORIGIN_SLOTS_BELOW 16

#define KERNEL_MAP_SLOT (512 - KERNEL_MAP_SLOTS)
#define DIRECT_MAP_SLOT 500

/* Where the image is linked: its physical address plus this. */
#define KERNEL_BASE 0xffffffff80000000

/* Every kernel stack ends at a multiple of its size. */
#define KERNEL_STACK_BYTES 16384

#ifndef __ASSEMBLER__
#include <stdbool.h>
#include <stdint.h>

#define SLOT_ADDRESS(slot) (0xffff000000000000ul | (uintptr_t)(slot) << 39)

/* Whether two runs of slots have none in common. */
#define SLOTS_APART(a, a_count, b, b_count) ((a) + (a_count) <= (b) || (b) + (b_count) <= (a))
#define ASSERT_APART(a, a_count, b, b_count) \
  _Static_assert(SLOTS_APART(a, a_count, b, b_count), #a " overlaps " #b)

/* Whatever the sizes are: no map, shadow or origins lie in another's slots. */
#define KERNEL_SHADOW_SLOT (KERNEL_MAP_SLOT - SHADOW_SLOTS_BELOW)
#define KERNEL_ORIGIN_SLOT (KERNEL_MAP_SLOT - ORIGIN_SLOTS_BELOW)
#define DIRECT_SHADOW_SLOT (DIRECT_MAP_SLOT - SHADOW_SLOTS_BELOW)
#define DIRECT_ORIGIN_SLOT (DIRECT_MAP_SLOT - ORIGIN_SLOTS_BELOW)
ASSERT_APART(KERNEL_MAP_SLOT, KERNEL_MAP_SLOTS, KERNEL_SHADOW_SLOT, KERNEL_MAP_SLOTS);
ASSERT_APART(KERNEL_MAP_SLOT, KERNEL_MAP_SLOTS, KERNEL_ORIGIN_SLOT, KERNEL_MAP_SLOTS);
ASSERT_APART(KERNEL_MAP_SLOT, KERNEL_MAP_SLOTS, DIRECT_MAP_SLOT, DIRECT_MAP_SLOTS);
ASSERT_APART(KERNEL_MAP_SLOT, KERNEL_MAP_SLOTS, DIRECT_SHADOW_SLOT, DIRECT_MAP_SLOTS);
ASSERT_APART(KERNEL_MAP_SLOT, KERNEL_MAP_SLOTS, DIRECT_ORIGIN_SLOT, DIRECT_MAP_SLOTS);
ASSERT_APART(KERNEL_SHADOW_SLOT, KERNEL_MAP_SLOTS, KERNEL_ORIGIN_SLOT, KERNEL_MAP_SLOTS);
ASSERT_APART(KERNEL_SHADOW_SLOT, KERNEL_MAP_SLOTS, DIRECT_MAP_SLOT, DIRECT_MAP_SLOTS);
ASSERT_APART(KERNEL_SHADOW_SLOT, KERNEL_MAP_SLOTS, DIRECT_SHADOW_SLOT, DIRECT_MAP_SLOTS);
ASSERT_APART(KERNEL_SHADOW_SLOT, KERNEL_MAP_SLOTS, DIRECT_ORIGIN_SLOT, DIRECT_MAP_SLOTS);
ASSERT_APART(KERNEL_ORIGIN_SLOT, KERNEL_MAP_SLOTS, DIRECT_MAP_SLOT, DIRECT_MAP_SLOTS);
ASSERT_APART(KERNEL_ORIGIN_SLOT, KERNEL_MAP_SLOTS, DIRECT_SHADOW_SLOT, DIRECT_MAP_SLOTS);
ASSERT_APART(KERNEL_ORIGIN_SLOT, KERNEL_MAP_SLOTS, DIRECT_ORIGIN_SLOT, DIRECT_MAP_SLOTS);
ASSERT_APART(DIRECT_MAP_SLOT, DIRECT_MAP_SLOTS, DIRECT_SHADOW_SLOT, DIRECT_MAP_SLOTS);
ASSERT_APART(DIRECT_MAP_SLOT, DIRECT_MAP_SLOTS, DIRECT_ORIGIN_SLOT, DIRECT_MAP_SLOTS);
ASSERT_APART(DIRECT_SHADOW_SLOT, DIRECT_MAP_SLOTS, DIRECT_ORIGIN_SLOT, DIRECT_MAP_SLOTS);
_Static_assert(DIRECT_ORIGIN_SLOT >= 256 && KERNEL_ORIGIN_SLOT >= 256, "user memory is below 256");

static const uintptr_t PAGE_BYTES = 4096;
static const uintptr_t LARGE_PAGE_BYTES = 2 << 20;
static const uintptr_t KERNEL_IMAGE_BASE = KERNEL_BASE;
static const uintptr_t DIRECT_MAP_START = SLOT_ADDRESS(DIRECT_MAP_SLOT);
static const uintptr_t SHADOW_DISTANCE = (uintptr_t)SHADOW_SLOTS_BELOW << 39;
static const uintptr_t ORIGIN_DISTANCE = (uintptr_t)ORIGIN_SLOTS_BELOW << 39;

/* Kernel memory and stacks grow from the start of the kernel map; fixed parts of it follow. */
static const uintptr_t KERNEL_MEMORY_START = SLOT_ADDRESS(KERNEL_MAP_SLOT);
static const uintptr_t KERNEL_MEMORY_END = SLOT_ADDRESS(KERNEL_MAP_SLOT + 2);
static const uintptr_t DEVICES_START = SLOT_ADDRESS(KERNEL_MAP_SLOT + 2);
static const uintptr_t PAGE_ARRAY_START = SLOT_ADDRESS(KERNEL_MAP_SLOT + 3);

/* The page array shares its slot with the image. */
#define PAGE_ARRAY_BYTES_MAX (1ul << 32)
_Static_assert(
    SLOT_ADDRESS(KERNEL_MAP_SLOT + 3) + PAGE_ARRAY_BYTES_MAX <= KERNEL_BASE,
    "the page array overlaps the image");

/* User memory; the first megabyte stays free. */
static const uintptr_t USER_START = 0x100000;
static const uintptr_t USER_END = 0x800000000000;

static const uintptr_t STACK_BYTES = KERNEL_STACK_BYTES;

#endif
#endif
