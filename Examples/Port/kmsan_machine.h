/* The machine side of the port: where metadata lies, and code addresses in 30 bits.
 *
 * All memory of this kernel that changes, its stack included, lies in one megabyte: the kernel map. Its
 * shadow and its origins lie at fixed distances. What is outside (globals) counts as initialized.
 */
#ifndef KMSAN_MACHINE_H
#define KMSAN_MACHINE_H

#include <stdbool.h>
#include <stdint.h>

#define KERNEL_MAP_START 0x10000000ul
#define KERNEL_MAP_SIZE 0x100000ul
#define SHADOW_DISTANCE 0x1000000ul
#define ORIGIN_DISTANCE 0x2000000ul
/* Below all code of the kernel. */
#define KERNEL_CODE_BASE 0x200000ul

static inline bool kmsan_machine_covers(uintptr_t address, uintptr_t size) {
  uintptr_t offset = address - KERNEL_MAP_START;
  return size <= KERNEL_MAP_SIZE && offset <= KERNEL_MAP_SIZE - size;
}

static inline uint8_t *kmsan_machine_shadow(uintptr_t address) {
  return (uint8_t *)(address + SHADOW_DISTANCE);
}

static inline uint32_t *kmsan_machine_origin(uintptr_t address) {
  return (uint32_t *)((address + ORIGIN_DISTANCE) & ~3ul);
}

static inline uint32_t kmsan_machine_encode_code(uintptr_t address) {
  uintptr_t offset = address - KERNEL_CODE_BASE;
  return offset < 1u << 30 ? (uint32_t)offset : 0;
}

static inline uintptr_t kmsan_machine_decode_code(uint32_t code) {
  return KERNEL_CODE_BASE + code;
}

#endif
