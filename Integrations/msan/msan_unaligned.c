// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Unaligned stores of userspace MemorySanitizer's interface. This file is instrumented like the
// program, so that the shadow and the origin of an argument arrive. Byte by byte, memory beside an
// initialized byte keeps its origin; volatile keeps the compiler from joining bytes.

#include <sanitizer/msan_interface.h>

#define UNALIGNED_STORE(bits)                                                    \
  void __sanitizer_unaligned_store##bits(void *address, uint##bits##_t value) { \
    volatile uint8_t *bytes = address;                                           \
    for (int i = 0; i < bits / 8; i++) bytes[i] = value >> 8 * i;                \
  }
UNALIGNED_STORE(16)
UNALIGNED_STORE(32)
UNALIGNED_STORE(64)
