// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Userspace MemorySanitizer's interface over our runtime, so that its tests run on our pass. Heap
// memory is uninitialized as under MemorySanitizer: the linker's --wrap leads malloc here. A program
// with a report that it did not announce ends with code 99. This file is not instrumented.

#include <sanitizer/msan_interface.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <linux/kmsan-checks.h>
#include <sys/msan.h>

#include "kmsan_runtime.h"

enum { REPORTED = 99 };

// Reports ---------------------------------------------------------------------------------------

static uint64_t expected_reports;
static uint64_t reports_before;

void __msan_set_expect_umr(int expects) {
  if (expects) {
    reports_before = kmsan_report_count();
    return;
  }
  uint64_t reports = kmsan_report_count() - reports_before;
  expected_reports += reports;
  if (reports != 0) return;
  fflush(stdout);
  fputs("no report where one was announced\n", stderr);
  _exit(REPORTED);
}

__attribute__((destructor)) static void judge(void) {
  if (kmsan_report_count() == expected_reports) return;
  fflush(stdout);
  _exit(REPORTED);
}

// Shadow ----------------------------------------------------------------------------------------

static struct kmsan_metadata metadata(const volatile void *address, size_t size) {
  return __msan_metadata_ptr_for_load_n((void *)address, size);
}

void __msan_poison(const volatile void *address, size_t size) {
  kmsan_poison_memory((const void *)address, size, 0);
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
  struct kmsan_metadata target = __msan_metadata_ptr_for_store_n((void *)to, size);
  struct kmsan_metadata source = metadata(from, size);
  memmove(target.shadow, source.shadow, size);
  memmove(target.origin, source.origin, (size + 3) / 4 * 4);
}

intptr_t __msan_test_shadow(const volatile void *address, size_t size) {
  if (size == 0) return -1;
  const uint8_t *shadow = metadata(address, size).shadow;
  for (size_t i = 0; i < size; i++)
    if (shadow[i] != 0) return (intptr_t)i;
  return -1;
}

void __msan_check_mem_is_initialized(const volatile void *address, size_t size) {
  kmsan_check_memory((const void *)address, size);
}

uint32_t __msan_get_origin(const volatile void *address) { return *metadata(address, 1).origin; }

// Puts the metadata of memory where the caller looks for that of a result, which is a function's.
static void return_shadow(const void *address, size_t size, void *function) {
  struct kmsan_metadata source = metadata(address, size);
  struct kmsan_context_state *state = __msan_get_context_state();
  memcpy(state->retval_tls, source.shadow, size);
  memcpy(state->retval_tls + sizeof(state->retval_tls) - sizeof(function), &function,
         sizeof(function));
  state->retval_origin_tls = *source.origin;
}

#define UNALIGNED_LOAD(bits)                                             \
  uint##bits##_t __sanitizer_unaligned_load##bits(const void *address) { \
    uint##bits##_t value;                                                \
    memcpy(&value, address, sizeof(value));                              \
    return_shadow(address, sizeof(value), __sanitizer_unaligned_load##bits); \
    return value;                                                        \
  }
UNALIGNED_LOAD(16)
UNALIGNED_LOAD(32)
UNALIGNED_LOAD(64)

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

// Without meaning here --------------------------------------------------------------------------

void __msan_set_keep_going(int goes_on) { (void)goes_on; }
void __msan_set_death_callback(void (*callback)(void)) { (void)callback; }
void __msan_scoped_disable_interceptor_checks(void) {}
void __msan_scoped_enable_interceptor_checks(void) {}
int __msan_has_dynamic_component(void) { return false; }

// The heap --------------------------------------------------------------------------------------

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void __real_free(void *memory);
size_t malloc_usable_size(void *memory);

static void *uninitialized(void *memory, size_t size, const void *frame) {
  if (memory != NULL) kmsan_poison_allocated(memory, size, KMSAN_TYPE_MALLOC, frame);
  return memory;
}

void *__wrap_malloc(size_t size) {
  return uninitialized(__real_malloc(size), size, __builtin_frame_address(0));
}

void *__wrap_calloc(size_t count, size_t size) {
  void *memory = __real_calloc(count, size);
  if (memory != NULL) kmsan_unpoison_memory(memory, count * size);
  return memory;
}

void *__wrap_realloc(void *memory, size_t size) {
  size_t known = memory == NULL ? 0 : malloc_usable_size(memory);
  if (known > size) known = size;
  void *larger = __wrap_malloc(size);
  if (larger == NULL) return NULL;
  if (known != 0) __msan_memmove(larger, memory, known);
  __real_free(memory);
  return larger;
}

void __wrap_free(void *memory) {
  if (memory != NULL)
    kmsan_poison_freed(
        memory, malloc_usable_size(memory), KMSAN_TYPE_MALLOC, __builtin_frame_address(0));
  __real_free(memory);
}

// operator new and delete of C++, by their names of the Itanium ABI.
void *_Znwm(size_t size) {
  return uninitialized(__real_malloc(size), size, __builtin_frame_address(0));
}
void *_Znam(size_t size) {
  return uninitialized(__real_malloc(size), size, __builtin_frame_address(0));
}
void _ZdlPv(void *memory) { __wrap_free(memory); }
void _ZdaPv(void *memory) { __wrap_free(memory); }
void _ZdlPvm(void *memory, size_t size) { (void)size, __wrap_free(memory); }
void _ZdaPvm(void *memory, size_t size) { (void)size, __wrap_free(memory); }
