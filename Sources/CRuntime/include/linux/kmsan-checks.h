/* The programmer's interface of KMSAN, with the names of Linux. The same functions under FreeBSD's
 * names, and more of them, are in sys/msan.h. `flags` is Linux's gfp_t and has no meaning here.
 *
 * Source: Linux 6.12, include/linux/kmsan-checks.h and kmsan.h.
 */
#ifndef KMSAN_LINUX_KMSAN_CHECKS_H
#define KMSAN_LINUX_KMSAN_CHECKS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Marks memory uninitialized; the origin is this call. */
void kmsan_poison_memory(const void *address, size_t size, uint32_t flags);
/* Marks memory initialized. */
void kmsan_unpoison_memory(const void *address, size_t size);
/* Reports if any byte is uninitialized. */
void kmsan_check_memory(const void *address, size_t size);
/* After a copy to user space of which `left` bytes could not be copied: reports if any byte that
 * was copied is uninitialized. */
void kmsan_copy_to_user(void *to, const void *from, size_t size, size_t left);

/* Keeps the current task from reporting until the call is taken back; calls nest. Shadow is kept up
 * to date meanwhile. */
void kmsan_disable_current(void);
void kmsan_enable_current(void);

#ifdef __cplusplus
}
#endif
#endif
