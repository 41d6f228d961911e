/* Addresses of a Linux process on x86-64: address to shadow and origin by one exclusive or.
 *
 * Source of the map: compiler-rt 22, lib/msan/msan.h (x86-64 Linux):
 *   application                      shadow                           origins
 *   0x0000'0000'0000-0x00ff'...      0x5000'0000'0000-0x50ff'...      0x6000'0000'0000-0x60ff'...
 *   0x5100'0000'0000-0x5fff'...      0x0100'0000'0000-0x0fff'...      0x1100'0000'0000-0x1fff'...
 *   0x7000'0000'0000-0x7fff'...      0x2000'0000'0000-0x2fff'...      0x3000'0000'0000-0x3fff'...
 * This file only computes; the port reserves the memory.
 */
#ifndef KMSAN_MACHINE_HOSTED_H
#define KMSAN_MACHINE_HOSTED_H

#include <stdbool.h>
#include <stdint.h>

#define KMSAN_HOSTED_SHADOW_XOR 0x500000000000ul
#define KMSAN_HOSTED_ORIGIN_OFFSET 0x100000000000ul
/* Where Linux loads a position-independent program when addresses are not random. */
#define KMSAN_HOSTED_CODE_BASE 0x555555554000ul

/* Whether metadata exists for every byte of the range. A range that wraps is not covered. */
static inline bool kmsan_machine_covers(uintptr_t address, uintptr_t size) {
  uintptr_t last = address + size - (size != 0);
  uintptr_t first_tera = address >> 40, last_tera = last >> 40;
  if (last < address)
    return false;
  if (first_tera >= 0x70)
    return last_tera < 0x80;
  if (first_tera >= 0x51)
    return last_tera < 0x60;
  return last_tera == 0;
}

/* Address of the shadow byte of a covered address. */
static inline uint8_t *kmsan_machine_shadow(uintptr_t address) {
  return (uint8_t *)(address ^ KMSAN_HOSTED_SHADOW_XOR);
}

/* Address of the origin of the four aligned bytes around a covered address. */
static inline uint32_t *kmsan_machine_origin(uintptr_t address) {
  return (uint32_t *)(((address ^ KMSAN_HOSTED_SHADOW_XOR) + KMSAN_HOSTED_ORIGIN_OFFSET) & ~3ul);
}

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
