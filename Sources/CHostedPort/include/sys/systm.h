/* Copies between the kernel and user memory, for kernel-style programs that run in a process.
 * user_memory() of kmsan_kernel.h gives user memory. What is copied in becomes initialized; what is
 * copied out is checked, and uninitialized bytes in it are a "kernel-infoleak".
 *
 * Source: FreeBSD 14, copy(9), fetch(9) and store(9).
 */
#ifndef KMSAN_SYS_SYSTM_H
#define KMSAN_SYS_SYSTM_H

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <kmsan_strings.h>

/* Keeps a function one of its own. */
#define __noinline __attribute__((noinline))

#ifdef __cplusplus
extern "C" {
#endif

/* 0; EFAULT when the user's range is not all user memory: then nothing is copied. */
int copyin(const void *user, void *kernel, size_t size);
int copyout(const void *kernel, void *user, size_t size);
/* Copies a string with its terminating zero, at most `size` bytes. ENAMETOOLONG when it is longer;
 * EFAULT when user memory ends before the string. `done` gets the number of bytes copied; it may be
 * NULL. */
int copyinstr(const void *user, void *kernel, size_t size, size_t *done);

/* Fetch a value from user memory; -1 when that is impossible. */
int fubyte(const volatile void *user);
int fuword16(const volatile void *user);
/* Fetch a value into `value`. 0; -1 when that is impossible. */
int fueword32(const volatile void *user, int32_t *value);
int fueword64(const volatile void *user, int64_t *value);
/* Store a value in user memory. 0; -1 when that is impossible. Their callers check the value. */
int subyte(volatile void *user, int value);
int suword16(volatile void *user, int value);
int suword32(volatile void *user, int32_t value);
int suword64(volatile void *user, int64_t value);

#ifdef __cplusplus
}
#endif
#endif
