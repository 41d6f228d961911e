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

/* Whether this source is instrumented, which a port never is. */
#if defined(__has_feature)
#define KMSAN_IS_INSTRUMENTED __has_feature(memory_sanitizer)
#else
#define KMSAN_IS_INSTRUMENTED 0
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

/* The runtime finds the port by the table at the end of this file, so that a kernel without a port has
 * one undefined symbol. It calls this one function directly, because every hook needs it. */
#ifdef KMSAN_COMPILES_RUNTIME
#define KMSAN_PORT_DIRECT __attribute__((weak))
#else
#define KMSAN_PORT_DIRECT
#endif

#ifndef KMSAN_MACHINE_CONTEXTS
/* The contexts of the current task. Interrupts and exceptions run on top of the task that they
 * interrupt and have the same. A port that defines KMSAN_MACHINE_CONTEXTS gives this function, too,
 * in kmsan_machine.h, which saves a call in every hook that needs them. */
KMSAN_PORT_DIRECT struct kmsan_context_stack *kmsan_port_contexts(void);
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

/* Zeroed memory for the records of origins, aligned to 8 bytes, and its size in bytes, at least
 * KMSAN_DEPOT_BYTES_MIN; NULL when there is none. Called once, by kmsan_start(). */
#define KMSAN_DEPOT_BYTES_MIN 16384
void *_Nullable kmsan_port_depot(size_t *size);

/* Takes the lock that is held while a report is printed; waits while another task holds it. Returns
 * true when it has taken the lock, false when this very task holds it already. */
bool kmsan_port_report_begin(void);
/* Releases it. */
void kmsan_port_report_end(void);

/* Ends the kernel after a report, when the options say so. */
__attribute__((noreturn)) void kmsan_port_panic(void);

/* Seconds since any moment, for the limit of reports. */
uint64_t kmsan_port_seconds(void);

/* Optional, for the checks of kmsan_start(): an address in the covered range with this number, whose
 * metadata is mapped when kmsan_start() is called; NULL after the last range. The range of the stack
 * and that of the runtime's own variables are checked without it. */
__attribute__((weak)) const void *_Nullable kmsan_port_covered(size_t index);
/* Optional, for the same: whether memory may be read and written at this address. Without it,
 * kmsan_start() prints which metadata it touches next, so that a fault there explains itself. */
__attribute__((weak)) bool kmsan_port_is_mapped(const void *address);

/* All of the port, as its own objects were compiled. kmsan_start() compares the address functions with
 * those that the runtime was compiled with. */
struct kmsan_port_functions {
  bool (*_Nonnull covers)(uintptr_t address, uintptr_t size);
  uint8_t *_Null_unspecified (*_Nonnull shadow)(uintptr_t address);
  uint32_t *_Null_unspecified (*_Nonnull origin)(uintptr_t address);
  uint32_t (*_Nonnull encode_code)(uintptr_t address);
  uintptr_t (*_Nonnull decode_code)(uint32_t code);
  struct kmsan_context_stack *_Null_unspecified (*_Nonnull contexts)(void);
  size_t (*_Nonnull walk)(const void *_Nullable frame, uintptr_t *_Nonnull addresses, size_t max);
  void (*_Nonnull console)(const char *_Nonnull text, size_t size);
  size_t (*_Nonnull symbol)(
      uintptr_t address, char *_Nonnull name, size_t max, uintptr_t *_Nonnull start,
      uintptr_t *_Nonnull size);
  size_t (*_Nonnull task)(char *_Nonnull text, size_t max);
  bool (*_Nonnull segment)(
      enum kmsan_carrier carrier, const void *_Nonnull structure,
      struct kmsan_segment *_Nonnull segment);
  void *_Nullable (*_Nonnull depot)(size_t *_Nonnull size);
  bool (*_Nonnull report_begin)(void);
  void (*_Nonnull report_end)(void);
  __attribute__((noreturn)) void (*_Nonnull panic)(void);
  uint64_t (*_Nonnull seconds)(void);
  const void *_Nullable (*_Nullable covered)(size_t index);
  bool (*_Nullable is_mapped)(const void *_Nonnull address);
};

/* The linker prints this name when no object of the kernel includes this file, which means that there
 * is no port. */
extern const struct kmsan_port_functions kmsan_port_functions __asm__(
    "kmsan_port_is_missing__define_contexts_walk_console_symbol_task_segment_depot_"
    "report_begin_report_end_panic_seconds_of_kmsan_port_h");

#ifdef KMSAN_COMPILES_RUNTIME
/* The table, by the only reference that the runtime has to it. */
static inline const struct kmsan_port_functions *kmsan_port(void) {
  static const struct kmsan_port_functions *volatile const port = &kmsan_port_functions;
  return port;
}
#elif !KMSAN_IS_INSTRUMENTED
/* Every object of the port has the table, and the linker keeps one. */
__attribute__((weak)) const struct kmsan_port_functions kmsan_port_functions = {
    kmsan_machine_covers,
    kmsan_machine_shadow,
    kmsan_machine_origin,
    kmsan_machine_encode_code,
    kmsan_machine_decode_code,
    kmsan_port_contexts,
    kmsan_port_walk,
    kmsan_port_console,
    kmsan_port_symbol,
    kmsan_port_task,
    kmsan_port_segment,
    kmsan_port_depot,
    kmsan_port_report_begin,
    kmsan_port_report_end,
    kmsan_port_panic,
    kmsan_port_seconds,
    kmsan_port_covered,
    kmsan_port_is_mapped,
};
#endif
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
 * variable arguments; origins stay, as the origin of clean shadow is not read. */
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
/* Writes a word of 8 bytes, all of it at once. */
static inline void kmsan_store_word(uintptr_t address, uint64_t value) {
  __atomic_store_n((uint64_t *)address, value, __ATOMIC_SEQ_CST);
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
