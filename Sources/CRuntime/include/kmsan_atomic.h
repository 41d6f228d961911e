/* Interceptors for atomic(9), which kernels write in assembly: the same functions, and what they read
 * is checked. An operation that replaces what was there without looking at it leaves an initialized
 * word. Values that are passed are checked by their callers. A report names the operation and stands
 * where it is used.
 *
 *   atomic_add  subtract  set  clear    (word, value)   the word with the value's bits added, …
 *   atomic_fetchadd  swap               (word, value)   the same; returns what was there
 *   atomic_readandclear  load           (word)          returns what was there
 *   atomic_store                        (word, value)   the one that checks nothing
 *   atomic_testandset  testandclear     (word, bit)     returns whether the bit was set
 *   atomic_cmpset                       (word, expected, value)   returns whether it was exchanged
 *   atomic_fcmpset                      (word, &expected, value)  the same; keeps what was there
 *
 * each as atomic_add_T, atomic_add_acq_T and atomic_add_rel_T, with 8, 16, 32, 64, char, short, int,
 * long and ptr for T. All are sequentially consistent. Instrumented sources include this file in place
 * of the kernel's own header; C11 and C++ atomics need no interceptors, as the compiler knows them.
 *
 * Source: FreeBSD 14, atomic(9) and sys/kern/subr_msan.c.
 */
#ifndef KMSAN_ATOMIC_H
#define KMSAN_ATOMIC_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum kmsan_atomic {
  KMSAN_ATOMIC_ADD,
  KMSAN_ATOMIC_SUBTRACT,
  KMSAN_ATOMIC_SET,
  KMSAN_ATOMIC_CLEAR,
  KMSAN_ATOMIC_FETCHADD,
  KMSAN_ATOMIC_SWAP,
  KMSAN_ATOMIC_READANDCLEAR,
  KMSAN_ATOMIC_TESTANDSET,
  KMSAN_ATOMIC_TESTANDCLEAR,
  KMSAN_ATOMIC_LOAD,
  KMSAN_ATOMIC_STORE,
};

/* What the functions below are made of: an operation on a word of 1, 2, 4 or 8 bytes. Returns what
 * was there. */
uint64_t kmsan_atomic_update(
    volatile void *word, size_t width, enum kmsan_atomic operation, uint64_t value);
/* Exchanges a word that holds `expected`; returns 1 when it did, else 0. `found` gets what was there
 * when it did not; it may be NULL. */
int kmsan_atomic_compare(
    volatile void *word, size_t width, uint64_t expected, uint64_t value, void *found);

#ifdef __cplusplus
}
#endif

/* Their calls stand where the functions are used, for reports too. */
#define KMSAN_ATOMIC_INLINE static inline __attribute__((always_inline, nodebug, unused))

#define KMSAN_ATOMIC_VOID(function, name, type, operation) \
  KMSAN_ATOMIC_INLINE void atomic_##function##_##name(volatile type *word, type value) { \
    kmsan_atomic_update(word, sizeof(type), operation, value); \
  }
#define KMSAN_ATOMIC_FETCH(function, name, type, operation) \
  KMSAN_ATOMIC_INLINE type atomic_##function##_##name(volatile type *word, type value) { \
    return (type)kmsan_atomic_update(word, sizeof(type), operation, value); \
  }
#define KMSAN_ATOMIC_READ(function, name, type, constness, operation) \
  KMSAN_ATOMIC_INLINE type atomic_##function##_##name(constness volatile type *word) { \
    return (type)kmsan_atomic_update((volatile void *)word, sizeof(type), operation, 0); \
  }
#define KMSAN_ATOMIC_TEST(function, name, type, operation) \
  KMSAN_ATOMIC_INLINE int atomic_##function##_##name(volatile type *word, unsigned bit) { \
    uint64_t mask = 1ull << bit % (8 * sizeof(type)); \
    return (kmsan_atomic_update(word, sizeof(type), operation, mask) & mask) != 0; \
  }
#define KMSAN_ATOMIC_COMPARE(order, name, type) \
  KMSAN_ATOMIC_INLINE int atomic_cmpset_##order##name( \
      volatile type *word, type expected, type value) { \
    return kmsan_atomic_compare(word, sizeof(type), expected, value, NULL); \
  } \
  KMSAN_ATOMIC_INLINE int atomic_fcmpset_##order##name( \
      volatile type *word, type *expected, type value) { \
    return kmsan_atomic_compare(word, sizeof(type), *expected, value, expected); \
  }
#define KMSAN_ATOMIC_ORDER(order, name, type) \
  KMSAN_ATOMIC_VOID(add, order##name, type, KMSAN_ATOMIC_ADD) \
  KMSAN_ATOMIC_VOID(subtract, order##name, type, KMSAN_ATOMIC_SUBTRACT) \
  KMSAN_ATOMIC_VOID(set, order##name, type, KMSAN_ATOMIC_SET) \
  KMSAN_ATOMIC_VOID(clear, order##name, type, KMSAN_ATOMIC_CLEAR) \
  KMSAN_ATOMIC_VOID(store, order##name, type, KMSAN_ATOMIC_STORE) \
  KMSAN_ATOMIC_FETCH(fetchadd, order##name, type, KMSAN_ATOMIC_FETCHADD) \
  KMSAN_ATOMIC_FETCH(swap, order##name, type, KMSAN_ATOMIC_SWAP) \
  KMSAN_ATOMIC_READ(readandclear, order##name, type, , KMSAN_ATOMIC_READANDCLEAR) \
  KMSAN_ATOMIC_READ(load, order##name, type, const, KMSAN_ATOMIC_LOAD) \
  KMSAN_ATOMIC_TEST(testandset, order##name, type, KMSAN_ATOMIC_TESTANDSET) \
  KMSAN_ATOMIC_TEST(testandclear, order##name, type, KMSAN_ATOMIC_TESTANDCLEAR) \
  KMSAN_ATOMIC_COMPARE(order, name, type)
#define KMSAN_ATOMIC_TYPE(name, type) \
  KMSAN_ATOMIC_ORDER(, name, type) \
  KMSAN_ATOMIC_ORDER(acq_, name, type) \
  KMSAN_ATOMIC_ORDER(rel_, name, type)

KMSAN_ATOMIC_TYPE(8, uint8_t)
KMSAN_ATOMIC_TYPE(16, uint16_t)
KMSAN_ATOMIC_TYPE(32, uint32_t)
KMSAN_ATOMIC_TYPE(64, uint64_t)
KMSAN_ATOMIC_TYPE(char, unsigned char)
KMSAN_ATOMIC_TYPE(short, unsigned short)
KMSAN_ATOMIC_TYPE(int, unsigned)
KMSAN_ATOMIC_TYPE(long, unsigned long)
KMSAN_ATOMIC_TYPE(ptr, uintptr_t)

#endif
