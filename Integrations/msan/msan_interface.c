// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Userspace MemorySanitizer's interface over our runtime, so that its tests run on our pass. The
// linker's --wrap leads the hooks that report here, so that a report that was announced is counted
// and not printed. A program with a report that it did not announce ends with code 99. This file is
// not instrumented. Source of the meanings: compiler-rt 22, include/sanitizer/msan_interface.h.

#include <sanitizer/msan_interface.h>

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <linux/kmsan-checks.h>
#include <sys/msan.h>

#include "kmsan_runtime.h"

enum { REPORTED = 99 };

// Reports ---------------------------------------------------------------------------------------

static _Thread_local bool expects_report;
static _Thread_local bool has_reported;
static _Thread_local uint32_t last_origin;

// Whether a report is printed.
static bool prints(uint32_t origin) {
  last_origin = origin;
  has_reported = true;
  return !expects_report;
}

void __real___msan_warning(uint32_t origin);
void __real___msan_warning_of_bits(uint32_t origin, uint64_t shadow, uint32_t width);

// A tail call leaves no frame behind: the report names the caller.
void __wrap___msan_warning(uint32_t origin) {
  if (prints(origin)) __attribute__((musttail)) return __real___msan_warning(origin);
}

void __wrap___msan_warning_of_bits(uint32_t origin, uint64_t shadow, uint32_t width) {
  if (prints(origin))
    __attribute__((musttail)) return __real___msan_warning_of_bits(origin, shadow, width);
}

void __msan_set_expect_umr(int expects) {
  bool is_missing = expects_report && !has_reported;
  expects_report = expects != 0;
  has_reported = false;
  if (expects || !is_missing) return;
  fflush(stdout);
  fputs("no report where one was announced\n", stderr);
  _exit(REPORTED);
}

uint32_t __msan_get_umr_origin(void) { return last_origin; }

__attribute__((destructor)) static void judge(void) {
  if (kmsan_report_count() == 0) return;
  fflush(stdout);
  _exit(REPORTED);
}

// Shadow ----------------------------------------------------------------------------------------

static struct kmsan_metadata metadata(const volatile void *address, size_t size) {
  return __msan_metadata_ptr_for_load_n((void *)address, size);
}

static struct kmsan_metadata target(const volatile void *address, size_t size) {
  return __msan_metadata_ptr_for_store_n((void *)address, size);
}

// Origins stay as they are.
void __msan_poison(const volatile void *address, size_t size) {
  if (size != 0) memset(target(address, size).shadow, 0xff, size);
}

void __msan_partial_poison(const volatile void *address, void *shadow, size_t size) {
  if (size != 0) memcpy(target(address, size).shadow, shadow, size);
}

void __msan_unpoison(const volatile void *address, size_t size) {
  kmsan_unpoison_memory((const void *)address, size);
}

void __msan_unpoison_string(const volatile char *text) {
  __msan_unpoison(text, strlen((const char *)text) + 1);
}

void __msan_unpoison_param(size_t count) {
  memset(__msan_get_context_state()->param_tls, 0, count * sizeof(uint64_t));
}

void __msan_allocated_memory(const volatile void *address, size_t size) {
  kmsan_poison_allocated(
      (const void *)address, size, KMSAN_TYPE_MALLOC, __builtin_frame_address(0));
}

void __msan_copy_shadow(const volatile void *to, const volatile void *from, size_t size) {
  if (size == 0) return;
  struct kmsan_metadata copy = target(to, size);
  struct kmsan_metadata source = metadata(from, size);
  memmove(copy.shadow, source.shadow, size);
  memmove(copy.origin, source.origin, (size + 3) / 4 * 4);
}

intptr_t __msan_test_shadow(const volatile void *address, size_t size) {
  if (size == 0) return -1;
  const uint8_t *shadow = metadata(address, size).shadow;
  for (size_t i = 0; i < size; i++)
    if (shadow[i] != 0) return (intptr_t)i;
  return -1;
}

void __msan_check_mem_is_initialized(const volatile void *address, size_t size) {
  intptr_t first = __msan_test_shadow(address, size);
  if (first >= 0 && prints(__msan_get_origin((const volatile char *)address + first)))
    kmsan_check_memory((const void *)address, size);
}

void __msan_print_shadow(const volatile void *address, size_t size) {
  if (size == 0) return;
  const uint8_t *shadow = metadata(address, size).shadow;
  fprintf(stderr, "Shadow map of %zu bytes:", size);
  for (size_t i = 0; i < size; i++) fprintf(stderr, " %02x", shadow[i]);
  fputc('\n', stderr);
}

void __msan_dump_shadow(const volatile void *address, size_t size) {
  __msan_print_shadow(address, size);
}

// Origins ---------------------------------------------------------------------------------------

uint32_t __msan_get_origin(const volatile void *address) { return *metadata(address, 1).origin; }

void __msan_set_origin(const volatile void *address, size_t size, uint32_t origin) {
  if (size == 0) return;
  size_t cells = ((uintptr_t)address % 4 + size + 3) / 4;
  uint32_t *origins = target(address, size).origin;
  for (size_t i = 0; i < cells; i++) origins[i] = origin;
}

int __msan_origin_is_descendant_or_same(uint32_t origin, uint32_t ancestor) {
  while (origin != ancestor) {
    origin = kmsan_previous_origin(origin);
    if (origin == 0) return false;
  }
  return true;
}

int __msan_get_track_origins(void) { return true; }

// Unaligned loads -------------------------------------------------------------------------------

// Puts the metadata of memory where the caller looks for that of a result, which is a function's.
static void return_metadata(const void *address, size_t size, void *function) {
  struct kmsan_context_state *state = __msan_get_context_state();
  intptr_t first = __msan_test_shadow(address, size);
  memcpy(state->retval_tls, metadata(address, size).shadow, size);
  memcpy(state->retval_tls + sizeof(state->retval_tls) - sizeof(function), &function,
         sizeof(function));
  if (first >= 0) state->retval_origin_tls = __msan_get_origin((const char *)address + first);
}

#define UNALIGNED_LOAD(bits)                                                     \
  uint##bits##_t __sanitizer_unaligned_load##bits(const void *address) {         \
    uint##bits##_t value;                                                        \
    memcpy(&value, address, sizeof(value));                                      \
    return_metadata(address, sizeof(value), __sanitizer_unaligned_load##bits);   \
    return value;                                                                \
  }
UNALIGNED_LOAD(16)
UNALIGNED_LOAD(32)
UNALIGNED_LOAD(64)

// Without meaning here --------------------------------------------------------------------------

void __msan_set_keep_going(int goes_on) { (void)goes_on; }
void __msan_set_death_callback(void (*callback)(void)) { (void)callback; }
void __msan_scoped_disable_interceptor_checks(void) {}
void __msan_scoped_enable_interceptor_checks(void) {}
int __msan_has_dynamic_component(void) { return false; }

// As in the userspace runtime: locking memory would fill the maps of shadow and origins.
int __wrap_mlock(const void *address, size_t size) { return (void)address, (void)size, 0; }
int __wrap_munlock(const void *address, size_t size) { return (void)address, (void)size, 0; }
int __wrap_mlockall(int flags) { return (void)flags, 0; }
int __wrap_munlockall(void) { return 0; }
