/* The machine side of the port: where metadata lies (layout.h), code addresses in 30 bits, and the
 * contexts of the current thread.
 */
#ifndef KMSAN_MACHINE_H
#define KMSAN_MACHINE_H

#include <stdbool.h>
#include <stdint.h>

#include "layout.h"

/* The runtime is compiled for size; these are smaller than their calls. */
#define MACHINE_INLINE static inline __attribute__((always_inline))

/* The direct map and the kernel map differ in one bit of the number of their four slots. */
_Static_assert(
    KERNEL_MAP_SLOTS == 4 && DIRECT_MAP_SLOTS == 4 && (DIRECT_MAP_SLOT / 4 | 2) == 127,
    "kmsan_machine_covers() assumes these slots");

MACHINE_INLINE bool kmsan_machine_covers(uintptr_t address, uintptr_t size) {
  const uintptr_t window = 1ul << 41;
  return (address / window | 2) == 0x7fffff && size <= window - address % window;
}

MACHINE_INLINE uint8_t *_Null_unspecified kmsan_machine_shadow(uintptr_t address) {
  return (uint8_t *)(address - SHADOW_DISTANCE);
}

MACHINE_INLINE uint32_t *_Null_unspecified kmsan_machine_origin(uintptr_t address) {
  return (uint32_t *)((address & ~3ul) - ORIGIN_DISTANCE);
}

MACHINE_INLINE uint32_t kmsan_machine_encode_code(uintptr_t address) {
  uintptr_t offset = address - KERNEL_IMAGE_BASE;
  return offset < 1u << 30 ? (uint32_t)offset : 0;
}

MACHINE_INLINE uintptr_t kmsan_machine_decode_code(uint32_t code) {
  return KERNEL_IMAGE_BASE + code;
}

#define KMSAN_MACHINE_CONTEXTS
/* One load, so that no interrupt comes between finding the processor and finding its thread. The
 * offset is that of `contexts` in struct processor, which asserts it. */
MACHINE_INLINE struct kmsan_context_stack *_Nonnull kmsan_port_contexts(void) {
  struct kmsan_context_stack *contexts;
  __asm__ volatile("movq %%gs:16, %0" : "=r"(contexts));
  return contexts;
}

#endif
