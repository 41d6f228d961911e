/* What the runtime asks of a kernel. A port implements these functions, and gives the address
 * functions as inline C in a file named kmsan_machine.h on the include path. Without one, the
 * addresses are those of a Linux process on x86-64 (kmsan_machine_hosted.h). Nothing here may be
 * instrumented.
 */
#ifndef KMSAN_PORT_H
#define KMSAN_PORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kmsan_runtime.h"

#ifndef __clang__
#define _Nonnull
#define _Nullable
#define _Null_unspecified
#endif

#if __has_include(<kmsan_machine.h>)
#include <kmsan_machine.h>
#else
#include "kmsan_machine_hosted.h"
#endif

#pragma clang assume_nonnull begin

#ifdef __cplusplus
extern "C" {
#endif

#ifndef KMSAN_MACHINE_CONTEXTS
/* The contexts of the current task. Interrupts and exceptions run on top of the task that they
 * interrupt and have the same. A port that defines KMSAN_MACHINE_CONTEXTS gives this function, too,
 * in kmsan_machine.h, which saves a call in every hook that needs them. */
struct kmsan_context_stack *kmsan_port_contexts(void);
#endif

/* Writes at most `max` return addresses, innermost first: those of the function with this frame, of
 * its caller, and so on. Returns their number. */
size_t kmsan_port_walk(const void *_Nullable frame, uintptr_t *addresses, size_t max);

/* Writes text to the console. `size` is in bytes; there is no terminating zero. */
void kmsan_port_console(const char *text, size_t size);

/* Finds the function that contains a code address. Writes its name (no terminating zero), its start
 * and its size in bytes; returns the length of the name, 0 when the address belongs to no known
   function. */
size_t kmsan_port_symbol(
    uintptr_t address, char *name, size_t max, uintptr_t *start, uintptr_t *size);

/* Writes one line about the current task, as a report ends with; returns its length. */
size_t kmsan_port_task(char *text, size_t max);

/* The structures whose memory kmsan_check_bio(), kmsan_check_ccb() and kmsan_check_mbuf() check. */
enum kmsan_carrier { KMSAN_CARRIER_BIO, KMSAN_CARRIER_CCB, KMSAN_CARRIER_MBUF };

/* One piece of the memory that such a structure carries, and how far the port has come. */
struct kmsan_segment {
  const void *_Nullable data;
  size_t size;
  /* For the port alone; NULL and 0 before the first piece. */
  const void *_Nullable position;
  size_t index;
};

/* Finds the next piece of memory that a structure carries to its device; false after the last one,
 * and at once when the device only writes. Instrumented code never calls this. */
bool kmsan_port_segment(
    enum kmsan_carrier carrier, const void *structure, struct kmsan_segment *segment);

/* Zeroed memory for the records of origins, and its size in bytes; NULL when there is none. Called
 * once, by kmsan_start(). */
void *_Nullable kmsan_port_depot(size_t *size);

/* Held while a report is printed. False when this very task holds it already. */
bool kmsan_port_report_begin(void);
/* Releases it. */
void kmsan_port_report_end(void);

/* Ends the kernel after a report, when the options say so. */
__attribute__((noreturn)) void kmsan_port_panic(void);

/* Seconds since any moment, for the limit of reports. */
uint64_t kmsan_port_seconds(void);
#ifdef __cplusplus
}
#endif

/* The context of a task's current level. */
static inline struct kmsan_context *kmsan_current_context(struct kmsan_context_stack *stack) {
  return (struct kmsan_context *)((char *)stack->contexts + stack->offset);
}

/* The frame of the function that calls this. */
__attribute__((always_inline)) static inline const void *kmsan_frame(void) {
  return __builtin_frame_address(0);
}

/* The kernel's memmove and memset, which must not be instrumented. NULL goes where the program
 * wants it to go. */
static inline void kmsan_move_bytes(
    void *_Nullable to, const void *_Nullable from, size_t size) {
  __builtin_memmove(to, from, size);
}
static inline void kmsan_set_bytes(void *_Nullable to, int byte, size_t size) {
  __builtin_memset(to, byte, size);
}

/* Makes arguments and return values initialized ones. Their shadow lies in front of the origins of
 * variable arguments; origins stay, as nobody reads that of clean shadow. */
static inline void kmsan_clear_state(struct kmsan_context_state *state) {
  kmsan_set_bytes(state, 0, offsetof(struct kmsan_context_state, va_arg_origin_tls));
  state->va_arg_overflow_size_tls = 0;
}

/* Reads memory of the program, which may change at any time. */
static inline uint8_t kmsan_read_byte(uintptr_t address) { return *(volatile uint8_t *)address; }

/* Atomic operations on 32-bit words, for the records of origins. */
static inline uint32_t kmsan_load_acquire(const uint32_t *word) {
  return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}
static inline uint32_t kmsan_fetch_add(uint32_t *word, uint32_t amount) {
  return __atomic_fetch_add(word, amount, __ATOMIC_RELAXED);
}
static inline bool kmsan_exchange_if_equal(uint32_t *word, uint32_t expected, uint32_t value) {
  return __atomic_compare_exchange_n(
      word, &expected, value, false, __ATOMIC_RELEASE, __ATOMIC_RELAXED);
}

/* Reads a word of the program of 1, 2, 4 or 8 bytes; all of it at once. */
static inline uint64_t kmsan_load_word(uintptr_t address, size_t width) {
  switch (width) {
  case 1: return __atomic_load_n((uint8_t *)address, __ATOMIC_SEQ_CST);
  case 2: return __atomic_load_n((uint16_t *)address, __ATOMIC_SEQ_CST);
  case 4: return __atomic_load_n((uint32_t *)address, __ATOMIC_SEQ_CST);
  default: return __atomic_load_n((uint64_t *)address, __ATOMIC_SEQ_CST);
  }
}
/* Writes such a word if it holds `*expected`; else puts what it holds there and returns false. */
static inline bool kmsan_exchange_word(
    uintptr_t address, size_t width, uint64_t *expected, uint64_t value) {
#define KMSAN_EXCHANGE(type) \
  do { \
    type old = (type)*expected; \
    bool done = __atomic_compare_exchange_n( \
        (type *)address, &old, (type)value, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST); \
    if (!done) \
      *expected = old; \
    return done; \
  } while (0)
  switch (width) {
  case 1: KMSAN_EXCHANGE(uint8_t);
  case 2: KMSAN_EXCHANGE(uint16_t);
  case 4: KMSAN_EXCHANGE(uint32_t);
  default: KMSAN_EXCHANGE(uint64_t);
  }
#undef KMSAN_EXCHANGE
}

#pragma clang assume_nonnull end

#endif
