/* For kernel-style programs that run in a process: the few functions of a kernel that they need, with
 * the names of Linux. sys/malloc.h and sys/systm.h have some with those of FreeBSD.
 *
 * Memory of kmalloc() is uninitialized, with the call as its origin; after kfree() it is again, and
 * a use of it is a use-after-free.
 */
#ifndef KMSAN_KERNEL_H
#define KMSAN_KERNEL_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <linux/kmsan-checks.h>
#include <sys/msan.h>

#include "kmsan_strings.h"

#define GFP_KERNEL 0u
#define GFP_ATOMIC 1u
#define __GFP_ZERO 2u

#ifdef __cplusplus
extern "C" {
#endif

/* Allocates memory; NULL when there is none. With __GFP_ZERO it is zeroed and initialized. */
void *kmalloc(size_t size, uint32_t flags);
/* Allocates zeroed memory. */
void *kzalloc(size_t size, uint32_t flags);
/* Frees memory; NULL is allowed. */
void kfree(const void *memory);
/* Allocates 2 to the power of `order` pages, 4096 bytes each, and returns their address, which is a
 * multiple of their size; 0 when 128 MiB are gone. The greatest order is 10. Flags are as for kmalloc.
 * They stay where they are when they are freed, so a use of them then is a use-after-free too. */
unsigned long __get_free_pages(uint32_t flags, unsigned order);
/* Frees such pages; 0 is allowed. The program ends when they are no allocation of that order. */
void free_pages(unsigned long address, unsigned order);
/* Gives zeroed user memory, of which nothing is ever taken back; NULL when 1 GiB of it is gone. The
 * kernel reaches it by copies only. It has no shadow. */
void *user_memory(size_t size);
/* Copies from and to user memory. Return the number of bytes that could not be copied: 0, or all of
 * them when the user's range is not all user memory. What is copied in becomes initialized; what is
 * copied out is checked, and uninitialized bytes in it are a "kernel-infoleak". */
unsigned long copy_from_user(void *kernel, const void *user, unsigned long size);
unsigned long copy_to_user(void *user, const void *kernel, unsigned long size);

/* The software interrupt: the function that interrupt_raise() calls, at a nesting level of its own
 * on top of the caller. Handlers may raise the interrupt again. */
void interrupt_register(void (*handler)(void *argument), void *argument);
void interrupt_raise(void);
/* Raises the interrupt again and again, so many microseconds apart, wherever the program is then; 0
 * ends that. It waits while the functions of this file use the C library, and does not wait for what
 * the program calls there itself. */
void interrupt_every(uint32_t microseconds);

/* The same after every single instruction of this thread, until it is called with 0. */
void interrupt_every_instruction(int is_wanted);

/* Prints to the standard output, at once. */
__attribute__((format(printf, 1, 2))) int printk(const char *format, ...);
/* snprintf(), whose text is initialized. C sources call it by that name. */
__attribute__((format(printf, 3, 4))) int kernel_snprintf(
    char *text, size_t size, const char *format, ...);

#ifdef __cplusplus
}
#else
#define snprintf(...) kernel_snprintf(__VA_ARGS__)
#endif
#endif
