/* Addresses of a Linux process on x86-64: metadata lies at a constant distance from memory, so that an
 * access to it needs one more operand and no arithmetic. The distance differs from a power of two in
 * the middle bits: some processors' caches tell addresses apart by those alone at first, and would
 * take memory and its shadow for one another.
 *
 *   memory                                    shadow               origins
 *   0x5000'0000'0000-0x5fff'... programs      0x1000'...-0x1fff'   0x2000'...-0x2fff'
 *   0x7000'0000'0000-0x7fff'... the rest      0x3000'...-0x3fff'   0x4000'...-0x4fff'
 *
 * Metadata lies KMSAN_HOSTED_SKEW below the addresses in the table: below and not above, where the last
 * origins would lie in the memory of programs. Nothing else has metadata. This file only computes; the port reserves the memory.
 */
#ifndef KMSAN_MACHINE_HOSTED_H
#define KMSAN_MACHINE_HOSTED_H

#include <stdbool.h>
#include <stdint.h>

#define KMSAN_HOSTED_SKEW 0x123000ul
#define KMSAN_HOSTED_MAPS_START (0x100000000000ul - KMSAN_HOSTED_SKEW)
#define KMSAN_HOSTED_MAP_SIZE 0x100000000000ul
#define KMSAN_HOSTED_SHADOW_DISTANCE (0x400000000000ul + KMSAN_HOSTED_SKEW)
#define KMSAN_HOSTED_ORIGIN_DISTANCE (0x300000000000ul + KMSAN_HOSTED_SKEW)
/* Where Linux loads a position-independent program when addresses are not random. */
#define KMSAN_HOSTED_CODE_BASE 0x555555554000ul

/* Whether metadata exists for every byte of the range. A range that wraps is not covered. */
static inline bool kmsan_machine_covers(uintptr_t address, uintptr_t size) {
  const uintptr_t window = 1ul << 44;
  return (address / window | 2) == 7 && size <= window - address % window;
}

/* Address of the shadow byte of a covered address. */
static inline uint8_t *_Null_unspecified kmsan_machine_shadow(uintptr_t address) {
  return (uint8_t *)(address - KMSAN_HOSTED_SHADOW_DISTANCE);
}

/* Address of the origin of the four aligned bytes around a covered address. */
static inline uint32_t *_Null_unspecified kmsan_machine_origin(uintptr_t address) {
  return (uint32_t *)((address & ~3ul) - KMSAN_HOSTED_ORIGIN_DISTANCE);
}

#ifdef KMSAN_MACHINE_CONTEXTS
/* Found in place instead of by a call. */
extern _Thread_local struct kmsan_context_stack hosted_context_stack;

static inline struct kmsan_context_stack *_Nonnull kmsan_port_contexts(void) {
  return &hosted_context_stack;
}
#endif

/* A code address as a number of 30 bits that is not 0, for origins; 0 when that is impossible. */
static inline uint32_t kmsan_machine_encode_code(uintptr_t address) {
  uintptr_t offset = address - KMSAN_HOSTED_CODE_BASE;
  return offset < 1u << 30 ? (uint32_t)offset : 0;
}

/* The code address that was encoded as this number. */
static inline uintptr_t kmsan_machine_decode_code(uint32_t code) {
  return KMSAN_HOSTED_CODE_BASE + code;
}

#endif
