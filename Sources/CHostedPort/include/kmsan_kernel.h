/* For kernel-style programs that run in a process: the few functions of a kernel that they need.
 * Memory of kmalloc() is uninitialized, with the call as its origin; after kfree() it is again, and
 * a use of it is a use-after-free.
 */
#ifndef KMSAN_KERNEL_H
#define KMSAN_KERNEL_H

#include <stddef.h>
#include <stdint.h>

#include <linux/kmsan-checks.h>
#include <sys/msan.h>

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
/* Prints to the standard output. */
__attribute__((format(printf, 1, 2))) int printk(const char *format, ...);

#ifdef __cplusplus
}
#endif
#endif
