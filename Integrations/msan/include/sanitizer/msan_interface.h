/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The functions of userspace MemorySanitizer that its tests call, over our runtime. Source of names
 * and meanings: compiler-rt 22, include/sanitizer/msan_interface.h.
 */
#ifndef KMSAN_MSAN_INTERFACE_H
#define KMSAN_MSAN_INTERFACE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Mark memory uninitialized, without a new origin; initialized; the latter also up to and with a
 * string's zero. */
void __msan_poison(const volatile void *address, size_t size);
void __msan_unpoison(const volatile void *address, size_t size);
void __msan_unpoison_string(const volatile char *text);
/* Gives memory this shadow: bits that are set are uninitialized. Its origins stay. */
void __msan_partial_poison(const volatile void *address, void *shadow, size_t size);
/* Marks the first `count` arguments of the next call initialized. */
void __msan_unpoison_param(size_t count);
/* Marks memory that an allocator of the program's own gives out. */
void __msan_allocated_memory(const volatile void *address, size_t size);
/* Copies shadow and origins. */
void __msan_copy_shadow(const volatile void *to, const volatile void *from, size_t size);

/* The offset of the first uninitialized byte, or -1. */
intptr_t __msan_test_shadow(const volatile void *address, size_t size);
/* Reports if a byte is uninitialized. */
void __msan_check_mem_is_initialized(const volatile void *address, size_t size);
/* Load or store a value at any address, with its shadow and origin. */
uint16_t __sanitizer_unaligned_load16(const void *address);
uint32_t __sanitizer_unaligned_load32(const void *address);
uint64_t __sanitizer_unaligned_load64(const void *address);
void __sanitizer_unaligned_store16(void *address, uint16_t value);
void __sanitizer_unaligned_store32(void *address, uint32_t value);
void __sanitizer_unaligned_store64(void *address, uint64_t value);
/* Prints the shadow of memory to standard error. */
void __msan_print_shadow(const volatile void *address, size_t size);
void __msan_dump_shadow(const volatile void *address, size_t size);

/* The origin of the four aligned bytes around an address. */
uint32_t __msan_get_origin(const volatile void *address);
void __msan_set_origin(const volatile void *address, size_t size, uint32_t origin);
/* Whether a value with the origin `ancestor` was stored, perhaps repeatedly, and got `origin`. */
int __msan_origin_is_descendant_or_same(uint32_t origin, uint32_t ancestor);
/* Whether there are origins: always. */
int __msan_get_track_origins(void);
/* The origin of the latest report of this thread, also of one that was announced. */
uint32_t __msan_get_umr_origin(void);

/* Between a call with 1 and one with 0 there must be a report; it is not printed and no failure. */
void __msan_set_expect_umr(int expects);
/* Without meaning here: a kernel's runtime always goes on after a report. */
void __msan_set_keep_going(int goes_on);
void __msan_set_death_callback(void (*callback)(void));
void __msan_scoped_disable_interceptor_checks(void);
void __msan_scoped_enable_interceptor_checks(void);
int __msan_has_dynamic_component(void);

#ifdef __cplusplus
}
#endif
#endif
