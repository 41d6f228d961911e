/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Helpers of the unit tests of sanitizers, for 64-bit Linux with the GNU C library. Source of names
 * and meanings: compiler-rt 22, lib/sanitizer_common/tests/sanitizer_test_utils.h.
 */
#ifndef KMSAN_SANITIZER_TEST_UTILS_H
#define KMSAN_SANITIZER_TEST_UTILS_H

#include <gtest/gtest.h>
#include <stdint.h>

#define NOINLINE __attribute__((noinline))
#define UNUSED __attribute__((unused))
#define USED __attribute__((used))
#define ATTRIBUTE_NO_SANITIZE_ADDRESS
#define SANITIZER_WORDSIZE 64

/* Functions that the C library has. */
#define SANITIZER_TEST_HAS_POSIX_MEMALIGN 1
#define SANITIZER_TEST_HAS_MEMALIGN 1
#define SANITIZER_TEST_HAS_PVALLOC 1
#define SANITIZER_TEST_HAS_MALLOC_USABLE_SIZE 1
#define SANITIZER_TEST_HAS_STRNLEN 1
#define SANITIZER_TEST_HAS_STRNDUP 1
#define SANITIZER_TEST_HAS_PRINTF_L 0

/* The compiler must assume that memory behind the address is read and written here. */
inline void break_optimization(void *address) { asm volatile("" : : "r"(address) : "memory"); }

/* Returns its argument; the compiler does not know that. */
template <class Value> NOINLINE static Value Ident(Value value) {
  Value result = value;
  break_optimization(&result);
  return result;
}

/* Pseudorandom numbers of 16 bits, the same in every run. */
static uint32_t global_seed = 0;
static inline uint32_t my_rand_r(uint32_t *state) {
  *state = *state * 22695477u + 1;
  return *state >> 16;
}
static inline uint32_t my_rand() { return my_rand_r(&global_seed); }

#endif
